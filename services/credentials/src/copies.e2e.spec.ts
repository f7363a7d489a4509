import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import { boot } from '@estafette/service-host';
import type { TestService } from '@estafette/test-kit';
import { startTestService } from '@estafette/test-kit';
import type { SignedCredential } from '@estafette/verifier';
import { verifiesElsewhere } from '@estafette/verifier/elsewhere';
import { compactVerify, createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wallet, type Changed, type Wallet } from './copy/wallet.example.js';
import { askCopy, copyOf, heldOf, nonceOf, type AskedCopy, type Held } from './copying.set-up.js';
import { credentials } from './credentials.service.js';
import { didDocumentOf, done, issuingSchool, judgedBy, type IssuingSchool } from './issuing-school.set-up.js';

let service: TestService<RunningService>;
let school: IssuingSchool;
beforeAll(async () => {
  service = await startTestService('credentials', ['organisations', 'validation'], (env) => boot(credentials, env));
  school = await issuingSchool(service);
});
afterAll(() => service.close());

const held = (of = school): Promise<Held> => heldOf(service, of);
const nonce = (): Promise<string> => nonceOf(service);
const ask = (of: Held, by: Wallet, asked?: AskedCopy): Promise<Response> => askCopy(service, of, by, asked);
const copied = (of: Held, by: Wallet, asked?: AskedCopy): Promise<string> => copyOf(service, of, by, asked);

async function judged(credential: string): Promise<{ verdict: string; codes: string[] }> {
  const { verdict, checks } = await judgedBy(service, credential);
  return { verdict, codes: checks.flatMap(({ outcome, code }) => (outcome === 'failed' ? [code] : [])) };
}

interface DidDocument {
  readonly id: string;
  readonly verificationMethod: readonly { readonly id: string; readonly publicKeyJwk?: JWK }[];
  readonly assertionMethod: readonly string[];
}

const didOf = ({ organisationId }: IssuingSchool): Promise<DidDocument> => didDocumentOf(service, organisationId);

describe('a copy as JWT', () => {
  it.each(['ES256', 'RS256'] as const)(
    'with %s says what the credential says, of a subject with an id, and verifies here and with another library',
    async (algorithm) => {
      const [of, by] = [await held(), await wallet()];
      const text = await copied(of, by, { algorithm });
      const document = await didOf(school);
      const { kid = '', ...header } = decodeProtectedHeader(text);
      expect(header).toEqual({ alg: algorithm, typ: 'JWT' });
      expect(document.assertionMethod).toContain(kid);
      const { publicKeyJwk } = document.verificationMethod.find(({ id }) => id === kid) ?? {};
      await compactVerify(text, createLocalJWKSet({ keys: [{ ...publicKeyJwk, kid }] }));
      const { iss, jti, sub, nbf, exp, ...payload } = decodeJwt(text);
      const { proof: _proof, credentialStatus, ...signed } = of.credential;
      const seconds = (date = ''): number => Math.floor(Date.parse(date) / 1_000);
      expect({ iss, jti, sub, nbf, exp }).toEqual({
        iss: signed.issuer.id,
        jti: signed.id,
        sub: by.did,
        nbf: seconds(signed.validFrom),
        exp: signed.validUntil === undefined ? undefined : seconds(signed.validUntil),
      });
      const { credentialStatus: place, ...rest } = payload;
      expect(rest).toEqual({ ...signed, credentialSubject: { ...signed.credentialSubject, id: by.did } });
      expect(place).toEqual({
        ...credentialStatus,
        id: expect.stringMatching(/#\d+$/) as string,
        statusListIndex: expect.stringMatching(/^\d+$/) as string,
      });
      expect((place as typeof credentialStatus)?.statusListIndex).not.toBe(credentialStatus?.statusListIndex);
      expect(await judged(text)).toEqual({ verdict: 'valid', codes: [] });
    },
  );

  it('is signed with the next key after rotation; a withdrawn key makes its copies no longer genuine', async () => {
    const other = await issuingSchool(service);
    const [of, by] = [await held(other), await wallet()];
    const first = await copied(of, by);
    await done(other.office.post('/v1/issuers/keys', { keyId: 'next', algorithm: 'ES256' }));
    const second = await copied(of, by);
    expect([first, second].map((text) => decodeProtectedHeader(text).kid?.split('#')[1])).toEqual(['es256-1', 'next']);
    for (const text of [first, second]) expect((await judged(text)).verdict).toBe('valid');
    await done(other.office.post('/v1/issuers/keys/next/revocations', { replacementKeyId: 'after' }));
    expect(await judged(second)).toMatchObject({
      verdict: 'not-genuine',
      codes: expect.arrayContaining(['key-revoked']),
    });
    expect((await judged(first)).verdict).toBe('valid');
    expect(decodeProtectedHeader(await copied(of, by)).kid).toMatch(/#after$/);
    // The credential itself is signed with another key, and holds.
    expect((await judged(JSON.stringify(of.credential))).verdict).toBe('valid');
  });

  it('has one key of an algorithm, however many are asked for at once', async () => {
    const other = await issuingSchool(service);
    const by = await wallet();
    const all = await Promise.all([held(other), held(other), held(other)]);
    const texts = await Promise.all(all.map((of) => copied(of, by, { algorithm: 'RS256' })));
    expect(new Set(texts.map((text) => decodeProtectedHeader(text).kid)).size).toBe(1);
    const { verificationMethod } = await didOf(other);
    expect(verificationMethod.filter(({ publicKeyJwk }) => publicKeyJwk?.kty === 'RSA')).toHaveLength(1);
  });
});

describe('a copy with a Data Integrity proof', () => {
  it('verifies here and with another library, and names its holder', async () => {
    const [of, by] = [await held(), await wallet('EdDSA')];
    const text = await copied(of, by, { format: 'ldp_vc' });
    const credential = JSON.parse(text) as SignedCredential;
    expect(credential.credentialSubject.id).toBe(by.did);
    expect(credential.id).toBe(of.credential.id);
    expect(await judged(text)).toEqual({ verdict: 'valid', codes: [] });
    const document = await didOf(school);
    expect((await verifiesElsewhere(credential, new Date(), { [document.id]: document })).verified).toBe(true);
  });
});

describe('a copy', () => {
  it('ends with the version that it was made of, whatever ends that', async () => {
    const [of, by] = [await held(), await wallet()];
    const first = await copied(of, by);
    const second = await copied(of, by, { format: 'ldp_vc' });
    await done(school.office.post(`${of.path}/suspensions`, { reason: 'under-review' }));
    for (const text of [first, second]) expect((await judged(text)).verdict).toBe('not-valid-any-more');
    expect((await ask(of, by)).status).toBe(409);
    await done(school.office.post(`${of.path}/reinstatements`, { reason: 'review-closed' }));
    expect((await judged(first)).verdict).toBe('not-valid-any-more');
    const third = await copied(of, by);
    expect((await judged(third)).verdict).toBe('valid');
    await done(school.office.post(`${of.path}/revocations`, { reason: 'other' }));
    expect((await judged(third)).verdict).toBe('not-valid-any-more');
    const { copies } = (await (await of.learner.get(`${of.path}/copies`)).json()) as {
      copies: { holder: string; endedAt: string | null }[];
    };
    expect(copies.map(({ holder, endedAt }) => [holder, endedAt === null])).toEqual(
      Array.from({ length: 3 }, () => [by.did, false]),
    );
  });

  it('asked for twice under one id is one', async () => {
    const [of, by, copyId] = [await held(), await wallet(), randomUUID()];
    const first = await copied(of, by, { copyId });
    const again = await ask(of, by, { copyId });
    expect(again.status).toBe(200);
    expect(await (await of.learner.get(`${of.path}/copies/${copyId}`)).text()).toBe(first);
  });

  it('is nobody else’s to ask for, nor to read', async () => {
    const [of, by, copyId] = [await held(), await wallet(), randomUUID()];
    await copied(of, by, { copyId });
    const stranger = { ...of, learner: await service.person() };
    expect((await ask(stranger, by)).status).toBe(404);
    expect((await stranger.learner.get(`${of.path}/copies`)).status).toBe(404);
    expect((await stranger.learner.get(`${of.path}/copies/${copyId}`)).status).toBe(404);
  });
});

describe('whoever shows that they have a key', () => {
  it.each(['ES256', 'EdDSA', 'RS256'] as const)('may have one for %s, by its DID or as it is', async (algorithm) => {
    const [of, by] = [await held(), await wallet(algorithm)];
    expect((await ask(of, by)).status).toBe(201);
    const asItIs = await copied(of, by, { changed: { header: { kid: undefined, jwk: by.jwk } as never } });
    const { did } = { did: decodeJwt(asItIs).sub ?? '' };
    const { kty, crv, x, y, n, e } = JSON.parse(Buffer.from(did.slice(8), 'base64url').toString()) as JWK;
    expect({ kty, crv, x, y, n, e }).toEqual({
      crv: undefined,
      x: undefined,
      y: undefined,
      n: undefined,
      e: undefined,
      ...by.jwk,
    });
  });

  it('is refused, and told why, when something is wrong with it', async () => {
    const [of, by, other] = [await held(), await wallet(), await wallet()];
    const minutes = (count: number): Date => new Date(Date.now() + count * 60_000);
    const wrong: [Changed, RegExp][] = [
      [{ audience: 'https://elsewhere.example' }, /audience .* \(aud\)/],
      [{ issuedAt: minutes(-10) }, /\(iat\)/],
      [{ issuedAt: minutes(10) }, /\(iat\)/],
      [{ by: other }, /this signature is not by that one/],
      [{ header: { typ: 'JWT' } }, /typ/],
      [{ header: { jwk: by.jwk } }, /not both/],
      [{ header: { kid: undefined } as never }, /by kid/],
      [{ header: { kid: `${by.did}#1` } }, /that its DID has/],
      [{ header: { kid: 'did:example:1#0' } }, /no other DID/],
      [{ header: { kid: undefined, jwk: { ...by.jwk, d: 'AAAA' } } as never }, /public half alone/],
      // Those of a loopback address are asked by nobody.
      [{ header: { kid: 'did:web:localhost%3A1#key-1' } }, /Try again later/],
    ];
    for (const [changed, why] of wrong) {
      const answer = await ask(of, by, { changed });
      const problem = (await answer.json()) as { code: string; detail: string };
      expect([answer.status, problem.code], problem.detail).toEqual([400, 'proof-not-valid']);
      expect(problem.detail).toMatch(why);
    }
    for (const proof of [
      'no jwt',
      'e30.e30.',
      `${Buffer.from('{"alg":"none","typ":"openid4vci-proof+jwt"}').toString('base64url')}.e30.`,
    ]) {
      const answer = await of.learner.post(`${of.path}/copies`, { copyId: randomUUID(), format: 'jwt', proof });
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([400, 'proof-not-valid']);
    }
  });

  it('signs a nonce of this service, that is not too old', async () => {
    const [of, by] = [await held(), await wallet()];
    const good = await nonce();
    const [until, random, seal] = good.split('.');
    const later = `${(Date.now() + 3_600_000).toString(36)}.${random ?? ''}.${seal ?? ''}`;
    const old = `${(Date.now() - 1).toString(36)}.${random ?? ''}.${seal ?? ''}`;
    for (const made of ['', 'x', later, old, `${until ?? ''}.${random ?? ''}.`, `${good}0`]) {
      const proof = await by.prove(made);
      const answer = await of.learner.post(`${of.path}/copies`, { copyId: randomUUID(), format: 'jwt', proof });
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([400, 'nonce-not-valid']);
    }
  });
});
