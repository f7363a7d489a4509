import fc from 'fast-check';
import { describe } from 'vitest';
import { APART_FROM_SECOND_LINEAGE, inputsOf, optionsOf, readCorpus, type Case } from '../corpus.example.js';
import { isObject } from '../document/kinds.js';
import { verifiesBySecondLineage } from '../proof/second-lineage.example.js';
import { verify, type Verification } from '../verify.js';
import { alteredFrom } from './altering.arbitrary.js';
import { fuzz, isGenuine } from './fuzz.set-up.js';
import { signedMeaningOf, valueAt } from './meaning.example.js';

// Genuine credentials and presentations of the corpus, altered by somebody who knows what they are made of.

const genuine = readCorpus()
  .map(({ one }) => one)
  .filter(({ verdict, document }) => verdict.startsWith('valid') && isObject(document));
const presentations = genuine.filter(({ name }) => name.startsWith('presentations/'));
const credentials = genuine.filter((one) => !presentations.includes(one));

/** Documents that stand in each case, by what is signed of them: it itself, and those that are genuine within. */
const signedIn = new Map<Case, ReadonlySet<string>>();
for (const one of genuine) {
  const all = new Set([signedMeaningOf(one.document)]);
  for (const { path } of membersOf(await verify(one.document, optionsOf(one)))) {
    all.add(signedMeaningOf(valueAt(one.document, path)));
  }
  signedIn.set(one, all);
}

interface Member {
  readonly path: string;
  readonly said: Verification;
}

/** The verification of a document and of what stands within, whichever of them are said to be genuine. */
function membersOf(said: Verification, path = ''): Member[] {
  const within = said.members.flatMap((member) =>
    membersOf(member.verification, path === '' ? member.path : `${path}.${member.path}`),
  );
  return isGenuine(said) ? [{ path, said }, ...within] : within;
}

type Form = 'value' | 'text' | 'bytes' | 'spaced';
const form = fc.constantFrom<Form>('value', 'text', 'bytes', 'spaced');

/** A document as it may come; a value that JSON cannot say comes as a value only. */
function inputOf(document: unknown, as: Form): unknown {
  const text = as === 'value' ? undefined : JSON.stringify(document, null, as === 'spaced' ? '\t' : undefined);
  if (text === undefined) return document;
  return as === 'bytes' ? new TextEncoder().encode(text) : text;
}

type Input = readonly [readonly [Case, unknown], Form];

const ask = ([[one, document], as]: Input): Promise<Verification> => verify(inputOf(document, as), optionsOf(one));

async function holds([[one, document]]: Input, said: Verification): Promise<boolean> {
  const found = membersOf(said);
  if (found.length === 0) return true;
  // What came as text is what it says, not what it was made of.
  const read = JSON.parse(JSON.stringify(document)) as object;
  const known = signedIn.get(one);
  const isKnown = ({ path }: Member): boolean =>
    known?.has(signedMeaningOf(path === '' ? read : valueAt(read, path))) ?? false;
  if (!found.every(isKnown)) return false;
  // Of some the second lineage can say nothing: they are held against their meaning alone.
  if (!isGenuine(said) || APART_FROM_SECOND_LINEAGE.has(one.name)) return true;
  return verifiesBySecondLineage(read, { didDocuments: one.sources.didDocuments, now: new Date(one.now) });
}

describe('what is done to a genuine document', () => {
  const given = (cases: readonly Case[]): fc.Arbitrary<Input> => fc.tuple(alteredFrom(cases, documentOf), form);
  fuzz('credentials', { share: 0.25, input: given(credentials), ask, holds });
  fuzz('presentations', { share: 0.06, input: given(presentations), ask, holds });

  const letters = ['{', '}', '[', ']', '"', ',', ':', '\\', '0', '-', 'e', '.', 'u', '\u0000', '\ufeff'];
  const letter = fc.oneof(
    fc.constantFrom(' ', '\n'),
    fc.constantFrom(...letters),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  const damage = fc.tuple(fc.nat(), fc.constantFrom(0, 0, 0, 1, 2, 12), letter);
  fuzz('their texts, letter by letter', {
    share: 0.1,
    input: fc
      .tuple(fc.constantFrom(...genuine), fc.array(damage, { minLength: 1, maxLength: 2 }))
      .map(([one, all]) => ({
        one,
        text: all.reduce(
          (text, [at, gone, put]) => {
            const from = at % text.length;
            return text.slice(0, from) + put + text.slice(from + gone);
          },
          String(inputsOf(one)[0]),
        ),
      })),
    ask: ({ one, text }) => verify(text, optionsOf(one)),
    holds: ({ one, text }, said) =>
      membersOf(said).every(({ path }) => {
        const read = JSON.parse(text) as unknown;
        return signedIn.get(one)?.has(signedMeaningOf(path === '' ? read : valueAt(read, path)));
      }),
  });
});

function documentOf({ document }: Case): unknown {
  return document;
}
