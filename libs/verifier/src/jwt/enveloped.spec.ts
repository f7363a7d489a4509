import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashesForSigning } from '../canonical/canonicalise.js';
import { CREDENTIALS_CONTEXT } from '../contexts/contexts.js';
import { encodeMultibase } from '../keys/multikey.js';
import { exampleSigner } from '../keys/signer.example.js';
import { signDocument } from '../proof/sign.js';
import { confirmation, returnBread } from '../return-bread.example.js';
import { verify, type Verification } from '../verify.js';
import {
  badge,
  base64url,
  ed25519Key,
  failuresOf,
  headerOf,
  ofDidKey,
  p256Key,
  payloadOf,
  signByHand,
} from './jwt.example.js';

const now = new Date('2026-12-01T00:00:00Z');
const school = ofDidKey(p256Key());
const bakery = ofDidKey(ed25519Key());

const endorsing = (id?: unknown): string => signByHand(bakery, confirmation(bakery.did, id as string | undefined));
const good = endorsing();
const forged = signByHand(school, confirmation(bakery.did), headerOf(bakery));
const enveloped = (text: string, more: object = {}): object => ({
  '@context': CREDENTIALS_CONTEXT,
  type: 'EnvelopedVerifiableCredential',
  id: `data:application/vc+jwt,${text}`,
  ...more,
});
const presentation = (verifiableCredential: unknown) => ({
  '@context': [CREDENTIALS_CONTEXT],
  type: ['VerifiablePresentation'],
  holder: bakery.did,
  verifiableCredential,
});
const signedPresentation = (shown: unknown): string =>
  signByHand(bakery, presentation(shown), { ...headerOf(bakery), typ: 'vp+jwt' });

const verdictsIn = ({ members }: Verification): string[] =>
  members.map(({ path, verification: { kind, verdict } }) => `${path}: ${kind} ${verdict}`);

describe('JWTs within', () => {
  it('are members where Open Badges has them: of the credential, its issuer and its achievement', async () => {
    const payload = badge(school.did);
    const issuer = payload['issuer'] as { id: string };
    const subject = payload['credentialSubject'] as { achievement: { id: string } };
    const { achievement } = subject;
    const text = signByHand(school, {
      ...payload,
      endorsementJwt: [endorsing(payload['id']), forged],
      issuer: { ...issuer, endorsementJwt: [endorsing(issuer.id), good] },
      credentialSubject: { ...subject, achievement: { ...achievement, endorsementJwt: endorsing(achievement.id) } },
    });
    const verification = await verify(text, { now });
    expect(failuresOf(verification)).toEqual([]);
    expect(verdictsIn(verification).toSorted()).toEqual([
      'credentialSubject.achievement.endorsementJwt: endorsement valid-issuer-unknown',
      'endorsementJwt.0: endorsement valid-issuer-unknown',
      'endorsementJwt.1: endorsement not-genuine',
      'issuer.endorsementJwt.0: endorsement valid-issuer-unknown',
      // It endorses the badge, not its issuer.
      'issuer.endorsementJwt.1: endorsement not-genuine',
    ]);
  });

  it('stand beside members with a proof, and either may hold the other', async () => {
    const key = exampleSigner(1);
    const signed = await signDocument(returnBread(key.did), key, now);
    const holding = { ...signed, endorsementJwt: [good] };
    const verification = await verify(signedPresentation([signed, enveloped(good), holding]), { now });
    expect(verdictsIn(verification)).toEqual([
      'verifiableCredential.0: achievement valid-issuer-unknown',
      'verifiableCredential.2: achievement not-genuine',
      'verifiableCredential.1: endorsement valid-issuer-unknown',
    ]);
    const outer = await verify(holding, { now });
    // Nobody signed that it is endorsed, but the endorsement is what it is.
    expect([outer.verdict, ...verdictsIn(outer)]).toEqual([
      'not-genuine',
      'endorsementJwt.0: endorsement valid-issuer-unknown',
    ]);
  });

  it('are judged for themselves, at any depth', async () => {
    const inner = signByHand(school, { ...payloadOf(school.did), endorsementJwt: [forged] });
    const verification = await verify(signedPresentation(enveloped(inner)), { now });
    expect([verification.verdict, ...verdictsIn(verification)]).toEqual([
      'valid',
      'verifiableCredential: achievement valid-issuer-unknown',
    ]);
    expect(verification.members.flatMap(({ verification: one }) => verdictsIn(one))).toEqual([
      'endorsementJwt.0: endorsement not-genuine',
    ]);
  });

  it.each<[string, unknown, string]>([
    ['in an envelope', enveloped(good), 'valid-issuer-unknown'],
    [
      'in an envelope with its contexts as a list',
      enveloped(good, { '@context': [CREDENTIALS_CONTEXT] }),
      'valid-issuer-unknown',
    ],
    ['as text, as version 1.1 has it', good, 'valid-issuer-unknown'],
    ['with a letter changed', enveloped(good.replace('.', '.x')), 'not-genuine'],
    ['with a space before it', ` ${good}`, 'not-genuine'],
    ['with a space before it in an envelope', enveloped(` ${good}`), 'not-genuine'],
    ['that is no JWT', enveloped('', { id: 'https://example.org/credential' }), 'not-genuine'],
    [
      'that is not signed',
      enveloped('', { id: `data:application/vc,${JSON.stringify(badge(school.did))}` }),
      'not-genuine',
    ],
    ['without an id', enveloped('', { id: undefined }), 'not-genuine'],
    ['in an envelope that says more', enveloped(good, { name: 'With distinction' }), 'not-genuine'],
  ])('is told as what it is: one %s', async (_, shown, verdict) => {
    const verification = await verify(signedPresentation([shown]), { now });
    expect(failuresOf(verification)).toEqual([]);
    expect(verification.members.map((member) => [member.path, member.verification.verdict])).toEqual([
      ['verifiableCredential.0', verdict],
    ]);
  });

  it('are not vouched for by an envelope with a context of its own', async () => {
    const shown = enveloped(good, { '@context': 'https://example.org/other' });
    const { verdict, members } = await verify(signedPresentation([shown]), { now });
    expect([verdict, ...members.map((member) => member.verification.verdict)]).toEqual(['not-genuine', 'not-genuine']);
  });

  it('are shown by a presentation with a proof too', async () => {
    const key = exampleSigner(2);
    const unsigned = { ...presentation([enveloped(good)]), holder: key.did };
    const options = {
      type: 'DataIntegrityProof',
      cryptosuite: 'eddsa-rdfc-2022',
      created: '2026-11-30T00:00:00Z',
      verificationMethod: key.verificationMethod,
      proofPurpose: 'authentication',
    } as const;
    const [data = new Uint8Array()] = await hashesForSigning(unsigned, [options]);
    const proof = { ...options, proofValue: encodeMultibase(key.sign(data)) };
    const verification = await verify({ ...unsigned, proof }, { now });
    expect([verification.verdict, ...verdictsIn(verification)]).toEqual([
      'valid',
      'verifiableCredential.0: endorsement valid-issuer-unknown',
    ]);
    const other = { ...unsigned, verifiableCredential: [enveloped(forged)], proof };
    expect(failuresOf(await verify(other, { now }))).toEqual(['signature signature-wrong']);
  });

  it('may not stand in words of their own', async () => {
    const shown = enveloped(good, { '@context': [CREDENTIALS_CONTEXT, { id: 'https://example.org/other' }] });
    expect(failuresOf(await verify(signedPresentation([shown]), { now }))).toContain('shape shape-unknown');
    expect(failuresOf(await verify(presentation([shown]), { now }))).toContain('shape shape-unknown');
    expect(failuresOf(await verify(presentation([enveloped(good)]), { now }))).not.toContain('shape shape-unknown');
  });

  it('are counted at every depth, before any is verified', async () => {
    const small = signByHand(bakery, { a: 1 });
    const holding = (count: number): string => signedPresentation(Array.from({ length: count }, () => small));
    expect((await verify(signedPresentation([holding(61), good, good]), { now })).members).toHaveLength(3);
    const refused = await verify(signedPresentation([holding(62), good, good]), { now });
    expect([failuresOf(refused), refused.members]).toEqual([['document members-too-many'], []]);
    const plain = { type: ['VerifiableCredential'] };
    const mixed = signedPresentation([{ ...plain, endorsementJwt: [holding(61)] }, plain, plain]);
    expect(failuresOf(await verify(mixed, { now }))).toEqual(['document members-too-many']);
    const inJson = await verify(presentation([holding(62), good, good]), { now });
    expect(failuresOf(inJson)).toEqual(['document members-too-many']);
  });

  it('are counted within claims as they are read, whatever may be hidden there alone', async () => {
    // In a document nobody may hide its status; of claims it is a name as any other.
    const hidden = base64url(['salt', 'credentialStatus', 'x']);
    const claims = { iss: bakery.did, vct: 'of many', _sd: [hash('sha256', hidden, 'base64url')] };
    const holding = (count: number): string => {
      const verifiableCredential = Array.from({ length: count }, () => signByHand(bakery, { a: 1 }));
      const typ = 'dc+sd-jwt';
      return `${signByHand(bakery, { ...claims, verifiableCredential }, { ...headerOf(bakery), typ })}~${hidden}~`;
    };
    expect((await verify(signedPresentation([holding(31), holding(31)]), { now })).members).toHaveLength(2);
    const refused = await verify(signedPresentation([holding(31), holding(32)]), { now });
    expect([failuresOf(refused), refused.members]).toEqual([['document members-too-many'], []]);
  });
});
