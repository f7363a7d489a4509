import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Verdict } from './checks.js';
import type { AchievementCredential, SignedCredential } from './document/credential.js';
import { decodeMultibase, encodeMultibase } from './keys/multikey.js';
import { exampleSigner } from './keys/signer.example.js';
import { signDocument } from './proof/sign.js';
import { returnBread } from './return-bread.example.js';
import { verify, type Verification } from './verify.js';

const key = exampleSigner(1);
const otherKey = exampleSigner(2);
const now = new Date('2026-12-01T00:00:00Z');
const knows = (id: string) =>
  Promise.resolve(id === key.did ? { name: 'School for Food', registry: 'spec' } : undefined);
const options = { now, sources: { issuer: knows } };
const unsigned = { ...returnBread(key.did), validUntil: '2031-11-21T00:00:00Z' };
let signed: SignedCredential;

beforeAll(async () => {
  signed = await signDocument(unsigned, key, new Date('2026-11-21T14:40:00Z'));
});

const proofOf = ({ proof: [only] }: SignedCredential<object>) => only;

const codesOf = ({ checks }: Verification): string[] =>
  checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'undecided').map(({ code }) => code);

async function expectRefused(input: unknown, ...codes: string[]): Promise<void> {
  const verification = await verify(input, options);
  expect(verification.verdict).toBe('not-genuine');
  expect(codesOf(verification)).toEqual(expect.arrayContaining(codes));
}

type Path = readonly (string | number)[];

/** Every place in a JSON value, the value itself left out. */
function placesIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const place = [...path, Array.isArray(value) ? Number(name) : name];
    return [place, ...placesIn(member, place)];
  });
}

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((part, step) => (part as Record<string | number, unknown>)[step], value);

/** A copy in which the value at a place is replaced; undefined takes it out. */
function withChange(value: unknown, path: Path, change: (old: unknown) => unknown): unknown {
  const copy: unknown = structuredClone(value);
  let parent = copy as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) parent = parent[step] as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  const changed = change(parent[last]);
  if (changed !== undefined) parent[last] = changed;
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else Reflect.deleteProperty(parent, last);
  return copy;
}

describe('a genuine credential', () => {
  it('is valid as value, as text and as bytes, each check with its reason', async () => {
    const text = JSON.stringify(signed, null, 2);
    for (const input of [signed, text, new TextEncoder().encode(text)]) {
      const { verdict, checks } = await verify(input, options);
      expect(verdict).toBe('valid');
      expect(checks.map(({ check }) => check)).toEqual([
        'document',
        'shape',
        'context',
        'proof',
        'signature',
        'status',
        'dates',
        'issuer',
        'evidence',
        'schema',
      ]);
      expect(checks.every(({ outcome, reason }) => /^(?:passed|not-asked)$/.test(outcome) && reason !== '')).toBe(true);
    }
  });

  it('stays valid with its sets in another order: order says nothing in them', async () => {
    const reordered = { ...signed, evidence: signed.evidence?.toReversed() };
    expect(await verify(reordered, options)).toMatchObject({ verdict: 'valid' });
  });

  it.each<[string, Verdict, string[]]>([
    ['2026-11-21T14:27:59Z', 'not-valid-any-more', ['not-valid-yet']],
    ['2026-11-21T14:28:00Z', 'not-valid-any-more', ['clocks-differ']],
    ['2026-11-21T14:32:59Z', 'not-valid-any-more', ['clocks-differ']],
    ['2026-11-21T14:33:00Z', 'valid', []],
    ['2031-11-21T00:00:00Z', 'valid', []],
    ['2031-11-21T00:00:01Z', 'not-valid-any-more', ['expired']],
  ])('at %s is %s', async (moment, verdict, codes) => {
    const verification = await verify(signed, { ...options, now: new Date(moment) });
    expect(verification.verdict).toBe(verdict);
    expect(codesOf(verification)).toEqual(codes);
  });

  it('is not judged for a moment that is none', async () => {
    await expect(verify(signed, { now: new Date(Number.NaN) })).rejects.toThrow(TypeError);
  });
});

describe('an altered credential', () => {
  it('is not genuine with any text, flag or date changed, wherever it stands', async () => {
    const change = (old: unknown): unknown => {
      if (typeof old === 'boolean') return !old;
      const text = String(old);
      return /^\d{4}-\d\d-\d\dT/.test(text) ? text.replace(/^\d{4}/, '2027') : `${text}x`;
    };
    const leaves = placesIn(signed).filter((path) => typeof valueAt(signed, path) !== 'object');
    expect(leaves.length).toBeGreaterThan(60);
    for (const path of leaves) await expectRefused(withChange(signed, path, change));
  });

  it('is not genuine with anything taken out', async () => {
    // Name and type of the issuer are said twice, since the issuer is the creator too: that is left out here.
    const twice = (path: Path): boolean => path.some((step) => step === 'issuer' || step === 'creator');
    const places = placesIn(signed).filter((path) => path.length === 1 || !twice(path));
    for (const path of places) await expectRefused(withChange(signed, path, () => undefined));
  });

  it('is not genuine with a result, level or piece of evidence of its own added', async () => {
    const lists = placesIn(signed).filter((path) =>
      /^(?:result|evidence|rubricCriterionLevel)$/.test(String(path.at(-1))),
    );
    expect(lists.length).toBeGreaterThan(5);
    for (const path of lists) {
      const added = withChange(signed, path, (old) => [
        ...(old as object[]),
        { ...(old as object[])[0], name: 'added' },
      ]);
      await expectRefused(added);
    }
  });

  it('is not genuine with two levels exchanged', async () => {
    const [first, second] = signed.credentialSubject.result ?? [];
    const text = JSON.stringify(signed);
    await expectRefused(
      text.replace(
        `"achievedLevel":"${first?.achievedLevel ?? ''}"`,
        `"achievedLevel":"${second?.achievedLevel ?? ''}"`,
      ),
      'signature-wrong',
    );
  });

  it('is refused with one byte of its text broken, at every place', async () => {
    const bytes = new TextEncoder().encode(JSON.stringify(signed));
    for (let place = 0; place < bytes.length; place++) {
      // Turn another bit at every place, so that all kinds of damage come by.
      const broken = bytes.with(place, (bytes[place] ?? 0) ^ (1 << ((place * 7) % 8)));
      const { verdict } = await verify(broken, options);
      if (verdict !== 'not-genuine') expect.fail(`accepted with byte ${place} broken`);
    }
  });

  it('is refused wherever its text ends too early', async () => {
    const text = JSON.stringify(signed);
    for (let end = 0; end < text.length; end += 13) await expectRefused(text.slice(0, end), 'document-unreadable');
  });
});

describe('a credential that is spelled in another way', () => {
  it.each<[string, () => unknown]>([
    ['a keyword for a name', () => ({ ...signed, '@id': signed.id, id: undefined })],
    ['a whole IRI for a name', () => JSON.stringify(signed).replace('"name":', '"https://schema.org/name":')],
    ['nothing for something', () => ({ ...signed, description: null })],
    ['an empty list for nothing', () => ({ ...signed, endorsement: [] })],
    ['an empty name', () => ({ ...signed, termsOfUse: '' })],
    ['a name for what has none', () => ({ ...signed, credentialSubject: { ...signed.credentialSubject, id: '_:me' } })],
    ['a list in a list', () => ({ ...signed, evidence: [signed.evidence] })],
    ['true as text', () => JSON.stringify(signed).replace('"hashed":true', '"hashed":"true"')],
    ['a class for a member', () => JSON.stringify(signed).replace('"criteria":', '"Criteria":')],
    ['a number that is signed as another', () => JSON.stringify(signed).replaceAll(':2.5', ':2.5000000000000004')],
    ['a member that means nothing', () => ({ ...signed, grade: '10' })],
    ['two members of one name', () => JSON.stringify(signed).replace('{', '{"name":"Baker of the year",')],
    ['two members of one name, spelled apart', () => JSON.stringify(signed).replace('{', '{"n\\u0061me":"Baker",')],
    ['two members of one name, within', () => JSON.stringify(signed).replace('"level":"1"', '"level":"3","level":"1"')],
  ])('is refused for %s', async (_, input) => {
    await expectRefused(input());
  });
});

describe('a proof', () => {
  const withProof = (proof: unknown): unknown => ({ ...signed, proof });
  const secondSignature = (): string => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const signature = Buffer.from(decodeMultibase(proofOf(signed).proofValue) ?? []);
    const s = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`) + order;
    const bytes = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse();
    return encodeMultibase(Buffer.concat([signature.subarray(0, 32), bytes]));
  };

  it.each<[string, string, () => unknown]>([
    ['missing', 'proof-missing', () => unsigned],
    ['an empty list', 'shape-unknown', () => withProof([])],
    ['given too often', 'proof-too-many', () => withProof(Array.from({ length: 9 }, () => proofOf(signed)))],
    ['given twice', 'proof-twice', () => withProof([proofOf(signed), proofOf(signed)])],
    ['no object', 'proof-malformed', () => withProof('signed, the school')],
    [
      'of another type',
      'proof-algorithm-not-allowed',
      () => withProof({ ...proofOf(signed), type: 'Ed25519Signature2020' }),
    ],
    [
      'of another cryptosuite',
      'proof-algorithm-not-allowed',
      () => withProof({ ...proofOf(signed), cryptosuite: 'eddsa-jcs-2022' }),
    ],
    [
      'of no cryptosuite',
      'proof-algorithm-not-allowed',
      () => withProof({ ...proofOf(signed), cryptosuite: undefined }),
    ],
    [
      'for another purpose',
      'proof-purpose-wrong',
      () => withProof({ ...proofOf(signed), proofPurpose: 'authentication' }),
    ],
    [
      'with a member more',
      'proof-member-unknown',
      () => withProof({ ...proofOf(signed), previousProof: 'urn:uuid:1' }),
    ],
    [
      'with contexts of its own',
      'proof-member-unknown',
      () => withProof({ ...proofOf(signed), '@context': unsigned['@context'] }),
    ],
    ['in base64url', 'proof-malformed', () => withProof({ ...proofOf(signed), proofValue: 'uAAAA' })],
    ['endless', 'proof-malformed', () => withProof({ ...proofOf(signed), proofValue: `z${'2'.repeat(100_000)}` })],
    ['of another length', 'signature-wrong', () => withProof({ ...proofOf(signed), proofValue: 'z2222' })],
    [
      'without a real moment',
      'proof-malformed',
      () => withProof({ ...proofOf(signed), created: '2026-02-30T00:00:00Z' }),
    ],
    [
      'in its second form (S + L)',
      'signature-malleable',
      () => withProof({ ...proofOf(signed), proofValue: secondSignature() }),
    ],
  ])('is refused when it is %s', async (_, code, input) => {
    const value: unknown = JSON.parse(JSON.stringify(input()));
    await expectRefused(value, code);
  });

  it('is refused when somebody else’s key made it, however it is presented', async () => {
    const theirs = { ...unsigned, issuer: { ...unsigned.issuer, id: otherKey.did } };
    const proof = proofOf(await signDocument(theirs, otherKey, now));
    await expectRefused({ ...unsigned, proof }, 'proof-key-not-of-issuer');
    await expectRefused(
      { ...unsigned, proof: { ...proof, verificationMethod: key.verificationMethod } },
      'signature-wrong',
    );
    const mixed = `${key.did}#${otherKey.did.slice('did:key:'.length)}`;
    await expectRefused({ ...unsigned, proof: { ...proof, verificationMethod: mixed } }, 'proof-key-not-of-issuer');
  });

  it('is refused on another credential of the same issuer', async () => {
    const other = await signDocument({ ...unsigned, name: 'Another' }, key, now);
    await expectRefused({ ...signed, proof: other.proof }, 'signature-wrong');
  });

  it('is refused for an issuer whose key is not known here', async () => {
    for (const id of ['did:example:school', 'https://example.org', '']) {
      await expectRefused({ ...signed, issuer: { ...signed.issuer, id } }, 'issuer-not-supported');
    }
  });
});

describe('contexts', () => {
  it.each<[string, (contexts: readonly string[]) => unknown]>([
    ['one that is not pinned', (contexts) => [...contexts, 'https://example.org/context.json']],
    ['one written out', (contexts) => [...contexts, { narrative: 'https://example.org/other' }]],
    ['an empty one', (contexts) => [...contexts, null]],
    ['none of Open Badges', (contexts) => contexts.slice(0, 1)],
    ['another order', (contexts) => contexts.toReversed()],
    ['no list', (contexts) => contexts[0]],
  ])('are refused with %s', async (_, change) => {
    await expectRefused({ ...signed, '@context': change(signed['@context']) }, 'context-not-accepted');
  });
});

describe('bad input', () => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

  it.each<[string, string, unknown]>([
    ['no JSON', 'document-unreadable', 'credential'],
    ['no text', 'document-unreadable', ''],
    ['bytes that are no UTF-8', 'document-unreadable', Uint8Array.of(0x22, 0xff, 0x22)],
    ['nothing at all', 'document-unreadable', undefined],
    ['a list', 'shape-unknown', []],
    ['null', 'shape-unknown', null],
    ['a number', 'shape-unknown', 7],
    ['text too large', 'document-too-large', `"${'x'.repeat(256 * 1024)}"`],
    ['text too large in bytes alone', 'document-too-large', `"${'ë'.repeat(130 * 1024)}"`],
    ['a value too large', 'document-too-large', { name: 'x'.repeat(300 * 1024) }],
    ['a value of too many parts', 'document-too-large', Array.from({ length: 200_000 }, () => 0)],
    ['text too deep', 'document-too-deep', nested(100_000)],
    ['half a character', 'document-not-plain-json', '{"name":"\\ud83c"}'],
    ['half a character in a name', 'document-not-plain-json', '{"\\ud83c":1}'],
    ['a big integer', 'document-not-plain-json', { level: 1n }],
    ['a Map', 'document-not-plain-json', { evidence: new Map() }],
    [
      'a getter that throws',
      'document-unreadable',
      {
        get name() {
          throw new Error('no');
        },
      },
    ],
  ])('is refused: %s', async (_, code, input) => {
    await expectRefused(input, code);
  });

  it('is refused when it goes in a circle', async () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    await expectRefused(circle, 'document-too-deep');
  });

  it('is told all that is wrong at once', async () => {
    const verification = await verify({ ...signed, '@context': [], proof: [], name: null }, options);
    expect(codesOf(verification)).toEqual(['shape-unknown', 'context-not-accepted', 'signature-not-checked']);
  });

  it('is never called genuine and never crashes, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.anything(), fc.json(), fc.uint8Array()), async (input) => {
        expect((await verify(input, options)).verdict).toBe('not-genuine');
      }),
      { numRuns: 500 },
    );
  });

  it('is never called genuine and never crashes, with anything anywhere in a credential', async () => {
    const places = placesIn(signed);
    await fc.assert(
      fc.asyncProperty(fc.nat(places.length - 1), fc.jsonValue(), async (index, value) => {
        const path = places[index] ?? [];
        fc.pre(JSON.stringify(valueAt(signed, path)) !== JSON.stringify(value));
        const changed = withChange(signed, path, () => value);
        expect((await verify(changed, options)).verdict).toBe('not-genuine');
      }),
      { numRuns: 1_000 },
    );
  });

  it('is answered in time when it was built to take long', async () => {
    // Blank nodes that all look alike and hang on others that do make the whole algorithm try their orders (RDFC-1.0, section 7.1).
    const alignment = Array.from({ length: 9 }, () => ({ type: ['Alignment'], targetName: 'a', targetUrl: 'urn:x:a' }));
    const resultDescription = Array.from({ length: 4 }, () => ({ type: ['ResultDescription'], name: 'a', alignment }));
    const { achievement } = unsigned.credentialSubject;
    const poison = {
      ...unsigned,
      credentialSubject: { ...unsigned.credentialSubject, achievement: { ...achievement, resultDescription } },
    };
    const started = performance.now();
    await expectRefused({ ...poison, proof: signed.proof }, 'dataset-poisoned');
    expect(performance.now() - started).toBeLessThan(4_000);
  });
});

describe('signing', () => {
  it('gives the same proof for the same credential, key and moment', async () => {
    expect(await signDocument(unsigned, key, new Date('2026-11-21T14:40:00.500Z'))).toEqual(signed);
  });

  it.each<[string, string, (credential: AchievementCredential) => AchievementCredential]>([
    [
      'somebody else’s issuer',
      'issuer-not-of-key',
      (credential) => ({ ...credential, issuer: { ...credential.issuer, id: otherKey.did } }),
    ],
    ['a proof already', 'not-signable', () => signed],
    ['a member that means nothing', 'not-signable', (credential) => ({ ...credential, ...{ grade: '10' } })],
    ['a date that is none', 'not-signable', (credential) => ({ ...credential, validFrom: 'today' })],
    ['half a character', 'not-signable', (credential) => ({ ...credential, name: '\udf5e' })],
    [
      'a context of its own',
      'not-signable',
      (credential) => ({ ...credential, '@context': [...credential['@context'], 'https://example.org'] }),
    ],
  ])('refuses %s', async (_, code, change) => {
    await expect(signDocument(change(unsigned), key, now)).rejects.toMatchObject({ code });
  });
});
