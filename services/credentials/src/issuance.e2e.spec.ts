import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import type { TestService } from '@estafette/test-kit';
import { eventually } from '@estafette/test-kit';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wallet, type Changed, type Wallet } from './copy/wallet.example.js';
import { allViews, done, issuingSchool, type IssuingSchool } from './issuing-school.set-up.js';
import { held, offered, startForWallets, type Held, type Offer } from './wallets.set-up.js';

let service: TestService<RunningService>;
let school: IssuingSchool;
let issuer: string;
beforeAll(async () => {
  service = await startForWallets();
  school = await issuingSchool(service);
  issuer = `${service.running.url}/organisations/${school.organisationId}`;
});
afterAll(() => service.close());

type Answer = Readonly<Record<string, unknown>> & { readonly status: number; readonly headers: Headers };

const PRE_AUTHORIZED = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

async function ask(path: string, init: RequestInit): Promise<Answer> {
  const answer = await fetch(`${issuer}/${path}`, { method: 'POST', ...init });
  expect(answer.headers.get('cache-control')).toBe('no-store');
  return { ...((await answer.json()) as object), status: answer.status, headers: answer.headers };
}

interface OfferObject {
  readonly credential_issuer: string;
  readonly credential_configuration_ids: readonly string[];
  readonly grants: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const objectOf = ({ link }: Pick<Offer, 'link'>): OfferObject =>
  JSON.parse(new URL(link).searchParams.get('credential_offer') ?? '') as OfferObject;
const codeOf = (offer: Offer): string => String(objectOf(offer).grants[PRE_AUTHORIZED]?.['pre-authorized_code']);
const wrong = ({ transactionCode }: Offer): string => (transactionCode === '000000' ? '111111' : '000000');

const redeem = (offer: Offer, changed: Readonly<Record<string, string>> = {}, headers = {}): Promise<Answer> =>
  ask('token', {
    headers,
    body: new URLSearchParams({
      grant_type: PRE_AUTHORIZED,
      'pre-authorized_code': codeOf(offer),
      tx_code: offer.transactionCode,
      ...changed,
    }),
  });

async function tokenOf(offer: Offer): Promise<string> {
  const { status, access_token: token, error_description: why } = await redeem(offer);
  expect(status, String(why)).toBe(200);
  return String(token);
}

const nonce = async (): Promise<string> => String((await ask('nonce', {}))['c_nonce']);

interface Asked {
  readonly body?: Readonly<Record<string, unknown>>;
  readonly changed?: Changed;
  readonly headers?: Readonly<Record<string, string>>;
}

async function collect(token: string, by: Wallet, { body, changed, headers }: Asked = {}): Promise<Answer> {
  const proof = await by.prove(await nonce(), { audience: issuer, ...changed });
  return ask('credential', {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ credential_configuration_id: 'open-badge-ldp-vc', proofs: { jwt: [proof] }, ...body }),
  });
}

const said = ({ status, error }: Answer): string => `${status} ${String(error)}`;

async function ready(): Promise<{ of: Held; offer: Offer; by: Wallet }> {
  const of = await held(service, school);
  return { of, offer: await offered(of), by: await wallet() };
}

async function stateOf({ learner }: Held, offerId: string): Promise<string> {
  return ((await (await learner.get(`/v1/credential-offers/${offerId}`)).json()) as Offer).state;
}

describe('the metadata of a school', () => {
  it('lies where OpenID4VCI 1.0 has it and where the drafts had it, and names the school', async () => {
    const { origin, pathname } = new URL(issuer);
    for (const name of ['openid-credential-issuer', 'oauth-authorization-server']) {
      const [between, after] = await Promise.all(
        [`${origin}/.well-known/${name}${pathname}`, `${issuer}/.well-known/${name}`].map(async (at) =>
          (await fetch(at)).json(),
        ),
      );
      expect(between).toEqual(after);
      expect(between).toMatchObject(
        name === 'openid-credential-issuer'
          ? { credential_issuer: issuer, display: [{ name: 'School for Food' }], nonce_endpoint: `${issuer}/nonce` }
          : { issuer, token_endpoint: `${issuer}/token`, 'pre-authorized_grant_anonymous_access_supported': true },
      );
    }
    const unknown = await fetch(`${origin}/.well-known/openid-credential-issuer/organisations/${randomUUID()}`);
    expect(unknown.status).toBe(404);
  });
});

describe('an offer', () => {
  it('is the same by value and by reference, and is its holder’s alone to see', async () => {
    const { of, offer } = await ready();
    const reference = new URL(offer.linkByReference).searchParams.get('credential_offer_uri') ?? '';
    expect(await (await fetch(reference)).json()).toEqual(objectOf(offer));
    expect(offer.linkByReference).not.toContain(codeOf(offer).split('.')[1]);
    expect(objectOf(offer)).toMatchObject({
      credential_issuer: issuer,
      credential_configuration_ids: [
        'open-badge-ldp-vc',
        'open-badge-vc-sd-jwt',
        'open-badge-dc-sd-jwt',
        'open-badge-jwt',
      ],
      grants: { [PRE_AUTHORIZED]: { tx_code: { input_mode: 'numeric', length: 6 } } },
    });
    const stranger = await service.person(undefined, 'self');
    expect((await stranger.get(`/v1/credential-offers/${offer.offerId}`)).status).toBe(404);
    const guessed = reference.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    expect((await fetch(guessed)).status).toBe(404);
    const { credentialId } = of;
    const body = { offerId: randomUUID(), credentialId };
    expect((await stranger.post('/v1/credential-offers', body)).status).toBe(404);
    // Asked for twice it is one, with the same codes.
    expect((await of.learner.post('/v1/credential-offers', { offerId: offer.offerId, credentialId })).status).toBe(200);
    expect(await (await fetch(reference)).json()).toEqual(objectOf(offer));
  });

  it('is not made of what does not hold', async () => {
    const of = await held(service, school);
    await done(school.office.post(`/v1/credentials/${of.credentialId}/suspensions`, { reason: 'under-review' }));
    const body = { offerId: randomUUID(), credentialId: of.credentialId };
    expect((await of.learner.post('/v1/credential-offers', body)).status).toBe(409);
  });

  it('is redeemed once, and shows its codes no more', async () => {
    const { of, offer } = await ready();
    const reference = new URL(offer.linkByReference).searchParams.get('credential_offer_uri') ?? '';
    const all = await Promise.all(Array.from({ length: 5 }, () => redeem(offer)));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of all) expect(['200 undefined', '400 invalid_grant']).toContain(said(answer));
    expect(said(await redeem(offer))).toBe('400 invalid_grant');
    await eventually(async () => (await stateOf(of, offer.offerId)) === 'redeemed');
    const after = (await (await of.learner.get(`/v1/credential-offers/${offer.offerId}`)).json()) as object;
    expect(after).toMatchObject({ state: 'redeemed', link: null, linkByReference: null, transactionCode: null });
    expect((await fetch(reference)).status).toBe(404);
  });

  it('ends at the fifth wrong transaction code, even when all are tried at once', async () => {
    const { of, offer } = await ready();
    const all = await Promise.all(Array.from({ length: 12 }, () => redeem(offer, { tx_code: wrong(offer) })));
    for (const answer of all) {
      expect(['400 invalid_grant', '503 temporarily_unavailable']).toContain(said(answer));
    }
    for (let tries = 0; tries < 5; tries++) await redeem(offer, { tx_code: wrong(offer) });
    expect(said(await redeem(offer))).toBe('400 invalid_grant');
    await eventually(async () => (await stateOf(of, offer.offerId)) === 'ended');
    const { rows } = await service.running.held.pool.query<{ misses: number }>(
      `select count(*)::integer as misses from log.events where stream_id = $1 and type = 'TransactionCodeMissed'`,
      [`offer-${offer.offerId}`],
    );
    expect(rows[0]?.misses).toBe(5);
  });

  it('still works after four', async () => {
    const { offer } = await ready();
    for (let tries = 0; tries < 4; tries++) {
      expect(said(await redeem(offer, { tx_code: wrong(offer) }))).toBe('400 invalid_grant');
    }
    expect((await redeem(offer)).status).toBe(200);
  });

  it('takes the right code and a transaction code, at its own school, by its own grant', async () => {
    const { offer } = await ready();
    const other = await ready();
    const another = await issuingSchool(service);
    const form = (changed: Record<string, string>, without = ''): URLSearchParams => {
      const all = { grant_type: PRE_AUTHORIZED, 'pre-authorized_code': codeOf(offer), tx_code: offer.transactionCode };
      const kept = Object.entries({ ...all, ...changed }).filter(([name]) => name !== without);
      return new URLSearchParams(Object.fromEntries(kept));
    };
    const table: [URLSearchParams, string][] = [
      [form({}, 'grant_type'), '400 invalid_request'],
      [form({}, 'pre-authorized_code'), '400 invalid_request'],
      [form({ grant_type: 'authorization_code', code: 'x' }), '400 unsupported_grant_type'],
      [form({ grant_type: 'password' }), '400 unsupported_grant_type'],
      [form({ 'pre-authorized_code': 'x' }), '400 invalid_grant'],
      [form({ 'pre-authorized_code': `${offer.offerId}.${'A'.repeat(22)}` }), '400 invalid_grant'],
      [form({ 'pre-authorized_code': codeOf(other.offer) }), '400 invalid_grant'],
      [form({}, 'tx_code'), '400 invalid_grant'],
      [
        form({ authorization_details: '[{"type":"openid_credential","credential_configuration_id":"x"}]' }),
        '400 invalid_authorization_details',
      ],
    ];
    for (const [body, expected] of table) expect(said(await ask('token', { body })), String(body)).toBe(expected);
    const elsewhere = await fetch(`${service.running.url}/organisations/${another.organisationId}/token`, {
      method: 'POST',
      body: form({}),
    });
    expect(((await elsewhere.json()) as { error: string }).error).toBe('invalid_grant');
    const twice = form({});
    twice.append('tx_code', '000000');
    expect(said(await ask('token', { body: twice }))).toBe('400 invalid_request');
    const asked = JSON.stringify([{ type: 'openid_credential', credential_configuration_id: 'open-badge-jwt' }]);
    expect(await redeem(offer, { authorization_details: asked })).toMatchObject({
      status: 200,
      token_type: 'Bearer',
      authorization_details: [{ credential_identifiers: ['open-badge-jwt'] }],
    });
  });
});

describe('collecting what was offered', () => {
  it('gives it bound to the key, again with a new nonce, and in each form', async () => {
    const { of, offer, by } = await ready();
    const token = await tokenOf(offer);
    const first = await collect(token, by);
    expect(first).toMatchObject({
      status: 200,
      credentials: [{ credential: { id: of.credential.id, credentialSubject: { id: by.did } } }],
    });
    for (const configuration of ['open-badge-vc-sd-jwt', 'open-badge-dc-sd-jwt', 'open-badge-jwt']) {
      const again = await collect(token, by, { body: { credential_configuration_id: configuration } });
      expect(again).toMatchObject({ status: 200, credentials: [{ credential: expect.stringMatching(/^ey/) }] });
    }
    // The wallet asked for them, not the learner, whose reads wait for their own writes only.
    await allViews(service);
    const { copies } = (await (await of.learner.get(`/v1/credentials/${of.credentialId}/copies`)).json()) as {
      copies: { format: string; holder: string }[];
    };
    expect(copies.map(({ format }) => format).toSorted()).toEqual(['dc+sd-jwt', 'jwt', 'ldp_vc', 'vc+sd-jwt']);
    expect(new Set(copies.map(({ holder }) => holder))).toEqual(new Set([by.did]));
  });

  it('takes a token of that offer, and nothing else', async () => {
    const { offer, by } = await ready();
    const token = await tokenOf(offer);
    const none = await collect(token, by, { headers: { authorization: '' } });
    expect([said(none), none.headers.get('www-authenticate')]).toEqual(['401 invalid_token', 'Bearer']);
    const random = `${offer.offerId}.${'A'.repeat(22)}`;
    for (const authorization of [`Bearer ${random}`, `Bearer ${codeOf(offer)}`, `Basic ${token}`, 'Bearer x y']) {
      const answer = await collect(token, by, { headers: { authorization } });
      expect([said(answer), answer.headers.get('www-authenticate')]).toEqual([
        '401 invalid_token',
        'Bearer error="invalid_token"',
      ]);
    }
    const another = await issuingSchool(service);
    const elsewhere = `${service.running.url}/organisations/${another.organisationId}/credential`;
    const answer = await fetch(elsewhere, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(answer.status).toBe(401);
  });

  it('takes a proof that was made for it, once', async () => {
    const { offer, by } = await ready();
    const token = await tokenOf(offer);
    const other = await wallet();
    const mistakes: [Asked, string][] = [
      [{ changed: { audience: service.running.url } }, '400 invalid_proof'],
      [{ changed: { audience: 'https://elsewhere.example' } }, '400 invalid_proof'],
      [{ changed: { by: other } }, '400 invalid_proof'],
      [{ changed: { issuedAt: new Date(Date.now() - 600_000) } }, '400 invalid_proof'],
      [{ body: { proofs: undefined } }, '400 invalid_proof'],
      [{ body: { proofs: { jwt: [] } } }, '400 invalid_proof'],
      [{ body: { proofs: { jwt: ['no jwt'] } } }, '400 invalid_credential_request'],
      [{ body: { proofs: { di_vp: [{}] } } }, '400 invalid_proof'],
      [{ body: { credential_configuration_id: 'other' } }, '400 unknown_credential_configuration'],
      [
        { body: { credential_configuration_id: undefined, credential_identifier: 'other' } },
        '400 unknown_credential_identifier',
      ],
      [{ body: { credential_configuration_id: undefined } }, '400 invalid_credential_request'],
      [{ body: { credential_configuration_id: undefined, format: 'mso_mdoc' } }, '400 unsupported_credential_format'],
      [{ body: { credential_configuration_id: 7 } }, '400 invalid_credential_request'],
    ];
    for (const [asked, expected] of mistakes) {
      expect(said(await collect(token, by, asked)), JSON.stringify(asked)).toBe(expected);
    }
    const two = [
      await by.prove(await nonce(), { audience: issuer }),
      await other.prove(await nonce(), { audience: issuer }),
    ];
    expect(said(await collect(token, by, { body: { proofs: { jwt: two } } }))).toBe('400 invalid_proof');
    const [replayed, stale] = [two.slice(0, 1), [await by.prove('a nonce of somebody else', { audience: issuer })]];
    expect(said(await collect(token, by, { body: { proofs: { jwt: stale } } }))).toBe('400 invalid_nonce');
    const all = await Promise.all(
      Array.from({ length: 4 }, () => collect(token, by, { body: { proofs: { jwt: replayed } } })),
    );
    expect(all.map(said).toSorted()).toEqual([
      '200 undefined',
      ...Array.from({ length: 3 }, () => '400 invalid_nonce'),
    ]);
    // Nor with the token of another offer.
    const second = await ready();
    const foreign = await collect(await tokenOf(second.offer), by, { body: { proofs: { jwt: replayed } } });
    expect(said(foreign)).toBe('400 invalid_nonce');
  });

  it('ends when the credential is suspended meanwhile', async () => {
    const { of, offer, by } = await ready();
    const token = await tokenOf(offer);
    await done(school.office.post(`/v1/credentials/${of.credentialId}/suspensions`, { reason: 'under-review' }));
    expect(said(await collect(token, by))).toBe('400 credential_request_denied');
    await done(school.office.post(`/v1/credentials/${of.credentialId}/reinstatements`, { reason: 'review-closed' }));
    expect((await collect(token, by)).status).toBe(200);
  });

  it('is bounded in size', async () => {
    const { offer, by } = await ready();
    const token = await tokenOf(offer);
    const long = 'x'.repeat(20_000);
    expect(said(await collect(token, by, { body: { proofs: { jwt: [`${long}.e30.AA`] } } }))).toBe('400 invalid_proof');
    const answer = await fetch(`${issuer}/credential`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ more: 'x'.repeat(1_100_000) }),
    });
    expect(answer.status).toBe(413);
  });
});

describe('a token that is bound to a key (DPoP)', () => {
  it('is good with proofs of that key alone, for what they were made', async () => {
    const { offer, by } = await ready();
    const [mine, other] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
    const prove = async (path: string, more: object = {}, of = mine): Promise<string> =>
      new SignJWT({ htm: 'POST', htu: `${issuer}/${path}`, jti: randomUUID(), ...more })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(of.publicKey) })
        .setIssuedAt()
        .sign(of.privateKey);
    expect(said(await redeem(offer, {}, { dpop: await prove('credential') }))).toBe('400 invalid_dpop_proof');
    const redeemed = await redeem(offer, {}, { dpop: await prove('token') });
    expect(redeemed).toMatchObject({ status: 200, token_type: 'DPoP' });
    const token = String(redeemed['access_token']);
    const ath = hash('sha256', token, 'base64url');
    const authorization = `DPoP ${token}`;
    const table: [Record<string, string>, string][] = [
      [{}, '401 invalid_token'],
      [{ authorization }, '401 invalid_token'],
      [{ dpop: await prove('credential', { ath }) }, '401 invalid_token'],
      [{ authorization, dpop: await prove('credential') }, '400 invalid_dpop_proof'],
      [{ authorization, dpop: await prove('token', { ath }) }, '400 invalid_dpop_proof'],
      [{ authorization, dpop: await prove('credential', { ath }, other) }, '400 invalid_dpop_proof'],
    ];
    for (const [headers, expected] of table) expect(said(await collect(token, by, { headers }))).toBe(expected);
    const headers = { authorization, dpop: await prove('credential', { ath }) };
    expect((await collect(token, by, { headers })).status).toBe(200);
  });
});
