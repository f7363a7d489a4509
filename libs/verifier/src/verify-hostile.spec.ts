import { setImmediate as setImmediately } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AchievementCredential, SignedCredential } from './document/credential.js';
import { exampleSigner } from './keys/signer.example.js';
import { signDocument } from './proof/sign.js';
import { returnBread } from './return-bread.example.js';
import { verify } from './verify.js';

// What somebody with a genuine credential in hand may try: to say more than was signed, or to keep everybody waiting.

const key = exampleSigner(1);
const now = new Date('2026-12-01T00:00:00Z');
const unsigned = returnBread(key.did);
let signed: SignedCredential;

beforeAll(async () => {
  signed = await signDocument(unsigned, key, new Date('2026-11-21T14:40:00Z'));
});

async function expectRefused(input: unknown, code: string): Promise<void> {
  const { verdict, checks } = await verify(input, { now });
  expect(verdict).toBe('not-genuine');
  expect(checks.filter(({ outcome }) => outcome === 'failed').map((check) => check.code)).toContain(code);
}

describe('a member that nobody signed', () => {
  const names = [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    '@index',
    'address',
    'alignment',
  ];
  const values = ['"EVIL"', '{"name":"EVIL DIPLOMA"}', '[]', '""', '{}', '0', '{"id":"_:x"}', '{"id":""}', '[{}]'];

  it('makes it not genuine, whatever its name, wherever it stands, as text and as a value', async () => {
    const text = JSON.stringify(signed);
    const starts = [...text.matchAll(/\{/g)].map(({ index }) => index + 1);
    expect(starts.length).toBeGreaterThan(15);
    for (const [place, start] of starts.entries()) {
      for (const [turn, name] of names.entries()) {
        // Each name meets each value somewhere.
        const value = values[(place + turn) % values.length] ?? '';
        const added = `${text.slice(0, start)}"${name}":${value},${text.slice(start)}`;
        for (const input of [added, JSON.parse(added) as unknown]) {
          const { verdict } = await verify(input, { now });
          // Of two members of one name a parser keeps the last: then nothing was added.
          if (isDeepStrictEqual(input, signed)) continue;
          if (verdict !== 'not-genuine') expect.fail(`accepted with ${name}: ${value} at ${start}`);
        }
      }
    }
  });

  it('is told by what is wrong with it', async () => {
    const text = JSON.stringify(signed);
    await expectRefused(text.replace('{', '{"__proto__":{},'), 'document-has-name-not-allowed');
    await expectRefused(text.replace('{', '{"\\u005f_proto__":{},'), 'document-has-name-not-allowed');
    await expectRefused({ ...signed, termsOfUse: '' }, 'document-not-covered');
    await expectRefused(
      { ...signed, evidence: [...(signed.evidence ?? []), { id: '_:x', type: ['Evidence'] }] },
      'document-not-covered',
    );
  });
});

describe('a document of many parts', () => {
  const subject = (): AchievementCredential['credentialSubject'] => unsigned.credentialSubject;
  const valuesIn = (value: unknown): number =>
    typeof value !== 'object' || value === null
      ? 1
      : Object.values(value).reduce<number>((sum, part) => sum + valuesIn(part), 1);
  /** As many as fit beside the rest of it, with three values each. */
  const MOST_RESULTS = Math.floor(
    (1_000 - valuesIn({ ...unsigned, credentialSubject: { ...subject(), result: [] } })) / 3,
  );
  const withResults = (count: number, more: object = {}): unknown => ({
    ...signed,
    credentialSubject: { ...subject(), result: Array.from({ length: count }, () => ({ type: ['Result'], ...more })) },
  });

  it('is refused before anything of it is expanded', async () => {
    await expectRefused(withResults(12_000), 'document-too-complex');
    await expectRefused(withResults(MOST_RESULTS + 1), 'document-too-complex');
    await expectRefused(withResults(MOST_RESULTS), 'signature-wrong');
  });

  it('of ours is judged however many they are: they take no expansion', async () => {
    const levels = Array.from({ length: 400 }, (_, rank) => ({
      id: `urn:uuid:0199a2f4-7c10-7000-9000-${String(rank).padStart(12, '0')}`,
      type: ['RubricCriterionLevel'] as const,
      name: `level ${rank}`,
    }));
    const [first] = subject().achievement.resultDescription ?? [];
    if (first === undefined) throw new Error('the example has a criterion');
    const { requiredLevel: _, ...described } = { ...first, rubricCriterionLevel: levels };
    const { result: _none, ...bare } = subject();
    const large = { ...bare, achievement: { ...bare.achievement, resultDescription: [described] } };
    const proven = await signDocument({ ...unsigned, credentialSubject: large }, key, now);
    expect(await verify(proven, { now })).toMatchObject({ verdict: 'valid-issuer-unknown' });
  });

  it('never has the process for long, however many come at once', async () => {
    let longest = 0;
    let last = performance.now();
    let ended = false;
    const watch = (): void => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
      if (!ended) setImmediate(watch);
    };
    watch();
    await Promise.all(Array.from({ length: 20 }, () => expectRefused(withResults(MOST_RESULTS), 'signature-wrong')));
    ended = true;
    await setImmediately();
    // Each takes some 0.1 s, and the others come after a pause (turns.spec.ts). A wide margin for a slow machine.
    expect(longest).toBeGreaterThan(0);
    expect(longest).toBeLessThan(1_000);
  });
});
