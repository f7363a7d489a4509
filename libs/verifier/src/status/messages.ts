import { reasonOf, type Language } from '../reasons.js';
import type { BitstringEntry, StatusFault } from './status.js';

// What an issuer says of a credential with a message (Bitstring Status List 1.0, section 2.1), told beside what was found of its status.

/** Room for a sentence: what stands there is for who reads the check, and may have been written by anybody. */
const MOST_CHARACTERS = 200;

const WORDS = {
  en: {
    said: 'The issuer has a message on it, in the issuer’s own words',
    set: 'The issuer has a message on it without words: it is set',
    unset: 'The issuer has a message on it without words: it is not set',
    unread: 'A message of the issuer could not be read, which decides nothing:',
    unreached: 'The list of messages could not be had now. Try again later.',
    more: 'There are more messages, which were not read.',
  },
  nl: {
    said: 'De uitgever heeft er een mededeling over, in diens eigen woorden',
    set: 'De uitgever heeft er een mededeling over zonder woorden: zij staat aan',
    unset: 'De uitgever heeft er een mededeling over zonder woorden: zij staat uit',
    unread: 'Een mededeling van de uitgever was niet te lezen, wat niets beslist:',
    unreached: 'De lijst met mededelingen was nu niet op te halen. Probeer het later opnieuw.',
    more: 'Er zijn meer mededelingen, die niet zijn gelezen.',
  },
} as const;

export function toldMessage({ messages }: BitstringEntry, value: number, language: Language): string {
  const { said, set, unset } = WORDS[language];
  const status = `0x${value.toString(16)}`;
  const message = messages?.get(value);
  if (message === undefined) return `${value === 0 ? unset : set} (${status}).`;
  return `${said} (${status}): “${quotable(message)}”.`;
}

/** Why a message is not told. */
export function untoldMessage(fault: StatusFault, details: readonly string[], language: Language): string {
  const { unread, unreached } = WORDS[language];
  return [unread, fault === 'status-not-reached' ? unreached : reasonOf(fault, language), ...details].join(' ');
}

export const moreMessages = (language: Language): string => WORDS[language].more;

/** On one line, without marks that could end the quotation or turn what follows around, and short. */
function quotable(message: string): string {
  const plain = message
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .replace(/[“”„‟]/g, '"')
    .trim();
  const characters = Array.from(plain);
  return characters.length > MOST_CHARACTERS ? `${characters.slice(0, MOST_CHARACTERS).join('')}…` : plain;
}
