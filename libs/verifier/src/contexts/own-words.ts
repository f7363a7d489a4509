import { isObject } from '../document/kinds.js';

/** A plain name, in the letters of a member or a class. */
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,99}$/;
const DATATYPE = /^http:\/\/www\.w3\.org\/2001\/XMLSchema#[A-Za-z]+$/;

/**
 * Whether a document defines nothing but plain words of its own, each by an address that ends in that very word
 * (`"badgeColour": "https://school.example/words#badgeColour"`).
 *
 * A signature covers the addresses, not the words: if any word could stand for any address, whoever holds a credential could give
 * two members each other's names, and definitions that fit. Where the address says the word, it cannot be renamed. What the
 * credentials context defines is protected there, which the processor of JSON-LD looks after.
 */
export function definesOwnWords(context: unknown): boolean {
  if (!isObject(context)) return false;
  return Object.entries(context).every(([word, meaning]) => NAME.test(word) && means(word, meaning));
}

function means(word: string, meaning: unknown): boolean {
  if (typeof meaning === 'string') return endsIn(word, meaning);
  if (!isObject(meaning)) return false;
  const { '@id': id, '@type': type, ...more } = meaning;
  const typed = type === undefined || type === '@id' || (typeof type === 'string' && DATATYPE.test(type));
  return typed && typeof id === 'string' && endsIn(word, id) && Object.keys(more).length === 0;
}

function endsIn(word: string, address: string): boolean {
  const [start, end] = [address.slice(0, -word.length), address.slice(-word.length)];
  return end === word && /^(?:https?:\/\/[!-~]+[/#]|urn:[!-~]+[:/#])$/.test(start);
}
