import { describe, expect, it } from 'vitest';
import { optionsOf, readCorpus } from '../corpus.example.js';
import type { Language } from '../reasons.js';
import { verify } from '../verify.js';
import { statusAt, statusBits } from './bitstring.js';

// What is told of messages in English is in the corpus (../../corpus/make/messages.mjs), each wrong form with its reason.

const cases = new Map(readCorpus().map(({ one }) => [one.name, one]));

async function toldOf(name: string, language: Language): Promise<string | undefined> {
  const one = cases.get(`status/${name}`);
  if (!one) throw new Error(`status/${name} is no case`);
  const { checks } = await verify(one.document, { ...optionsOf(one), language });
  return checks.find(({ check }) => check === 'status')?.reason;
}

describe('a message', () => {
  it('is told in the language asked for, as the words of the issuer', async () => {
    expect(await toldOf('message', 'en')).toBe(
      'In order. The issuer has a message on it, in the issuer’s own words (0x2): “rejected”.',
    );
    expect(await toldOf('message', 'nl')).toBe(
      'In orde. De uitgever heeft er een mededeling over, in diens eigen woorden (0x2): “rejected”.',
    );
    expect(await toldOf('message-without-words', 'nl')).toMatch(/zonder woorden: zij staat aan \(0x1\)\.$/);
    expect(await toldOf('message-six', 'nl')).toMatch(/Er zijn meer mededelingen, die niet zijn gelezen\.$/);
  });

  it.each([
    ['unreachable', 'De lijst met mededelingen was nu niet op te halen.'],
    ['size-missing', 'zegt niet hoeveel bits ze heeft (statusSize)'],
    ['size-0', 'geen heel aantal bits'],
    ['size-9', 'meer dan de 8 bits die hier worden gelezen'],
    ['words-missing', 'zegt niet wat hun waarden betekenen'],
    ['words-too-few', 'niet van elke waarde één keer'],
    ['list-of-other-size', 'een andere grootte dan de credential zegt'],
    ['beyond-last-place', 'De statuslijst heeft deze plaats niet.'],
  ])('that is wrong by %s is told as such, in Dutch too', async (wrong, why) => {
    const told = await toldOf(`message-${wrong}`, 'nl');
    expect(told).toMatch(/^In orde\. Een mededeling van de uitgever was niet te lezen, wat niets beslist: /);
    expect(told).toContain(why);
  });
});

describe('a list of several bits an entry', () => {
  it.each([1, 2, 3, 5, 8])('of %i has each value where it is read, and at least 131,072 entries', (size) => {
    const highest = 2 ** size - 1;
    const last = 131_071;
    const bits = statusBits(
      [
        [0, highest],
        [2, 1],
        [last, highest],
      ],
      size,
    );
    expect([0, 1, 2, 3, last - 1, last, last + 1].map((index) => statusAt(bits, index, size))).toEqual([
      highest,
      0,
      1,
      0,
      0,
      highest,
      undefined,
    ]);
  });
});
