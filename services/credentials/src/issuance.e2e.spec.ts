import { randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import type { TestService } from '@estafette/test-kit';
import { eventually } from '@estafette/test-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  askingWallet,
  codeOf,
  objectOf,
  PRE_AUTHORIZED,
  said,
  wrong,
  type Asked,
  type AskingWallet,
} from './asking-wallet.set-up.js';
import { wallet, type Wallet } from './copy/wallet.example.js';
import { allViews, done, issuingSchool, type IssuingSchool } from './issuing-school.set-up.js';
import { held, offered, startForWallets, type Held, type Offer } from './wallets.set-up.js';

let service: TestService<RunningService>;
let school: IssuingSchool;
let issuer: string;
let to: AskingWallet;
beforeAll(async () => {
  service = await startForWallets();
  school = await issuingSchool(service);
  issuer = `${service.running.url}/organisations/${school.organisationId}`;
  to = askingWallet(issuer);
});
afterAll(() => service.close());

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
    const unknown = `organisations/${randomUUID()}`;
    expect((await fetch(`${origin}/.well-known/openid-credential-issuer/${unknown}`)).status).toBe(404);
    expect(said(await askingWallet(`${service.running.url}/${unknown}`).ask('nonce', {}))).toBe('404 invalid_request');
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

  it('tells its holder, before a wallet has it, what each form leaves behind', async () => {
    const { offer } = await ready();
    const lost = offer.forms.map(({ format, notCarried }) => [format, notCarried.map(({ member }) => member)]);
    expect(lost).toEqual([
      ['ldp_vc', []],
      ['vc+sd-jwt', []],
      ['dc+sd-jwt', expect.arrayContaining(['@context', 'credentialSubject.achievement.resultDescription'])],
      ['jwt', []],
    ]);
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
    const all = await Promise.all(Array.from({ length: 5 }, () => to.redeem(offer)));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of all) expect(['200 undefined', '400 invalid_grant']).toContain(said(answer));
    expect(said(await to.redeem(offer))).toBe('400 invalid_grant');
    await eventually(async () => (await stateOf(of, offer.offerId)) === 'redeemed');
    const after = (await (await of.learner.get(`/v1/credential-offers/${offer.offerId}`)).json()) as object;
    expect(after).toMatchObject({ state: 'redeemed', link: null, linkByReference: null, transactionCode: null });
    expect((await fetch(reference)).status).toBe(404);
  });

  it('ends at the fifth wrong transaction code, even when all are tried at once', async () => {
    const { of, offer } = await ready();
    const all = await Promise.all(Array.from({ length: 12 }, () => to.redeem(offer, { tx_code: wrong(offer) })));
    for (const answer of all) {
      expect(['400 invalid_grant', '503 temporarily_unavailable']).toContain(said(answer));
    }
    for (let tries = 0; tries < 5; tries++) await to.redeem(offer, { tx_code: wrong(offer) });
    expect(said(await to.redeem(offer))).toBe('400 invalid_grant');
    await eventually(async () => (await stateOf(of, offer.offerId)) === 'ended');
    const { rows } = await service.running.held.pool.query<{ misses: number }>(
      `select count(*)::integer as misses from log.events where stream_id = $1 and type = 'TransactionCodeMissed'`,
      [`offer-${offer.offerId}`],
    );
    expect(rows[0]?.misses).toBe(5);
  });

  it('that comes without its transaction code is told so, which is no try', async () => {
    const { offer } = await ready();
    for (let tries = 0; tries < 4; tries++) await to.redeem(offer, { tx_code: wrong(offer) });
    const without = new URLSearchParams({ grant_type: PRE_AUTHORIZED, 'pre-authorized_code': codeOf(offer) });
    for (let tries = 0; tries < 6; tries++) {
      expect(said(await to.ask('token', { body: without }))).toBe('400 invalid_request');
      // RFC 6749, section 3.2: without a value it is as if it was left out.
      expect(said(await to.redeem(offer, { tx_code: '' }))).toBe('400 invalid_request');
    }
    expect((await to.redeem(offer)).status).toBe(200);
  });

  it('still works after four', async () => {
    const { offer } = await ready();
    for (let tries = 0; tries < 4; tries++) {
      expect(said(await to.redeem(offer, { tx_code: wrong(offer) }))).toBe('400 invalid_grant');
    }
    expect((await to.redeem(offer)).status).toBe(200);
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
      [
        form({ authorization_details: '[{"type":"openid_credential","credential_configuration_id":"x"}]' }),
        '400 invalid_authorization_details',
      ],
    ];
    for (const [body, expected] of table) expect(said(await to.ask('token', { body })), String(body)).toBe(expected);
    const elsewhere = await fetch(`${service.running.url}/organisations/${another.organisationId}/token`, {
      method: 'POST',
      body: form({}),
    });
    expect(((await elsewhere.json()) as { error: string }).error).toBe('invalid_grant');
    const twice = form({});
    twice.append('tx_code', '000000');
    expect(said(await to.ask('token', { body: twice }))).toBe('400 invalid_request');
    const asked = JSON.stringify([{ type: 'openid_credential', credential_configuration_id: 'open-badge-jwt' }]);
    expect(await to.redeem(offer, { authorization_details: asked })).toMatchObject({
      status: 200,
      token_type: 'Bearer',
      authorization_details: [{ credential_identifiers: ['open-badge-jwt'] }],
    });
  });
});

describe('collecting what was offered', () => {
  it('gives it bound to the key, again with a new nonce, and in each form', async () => {
    const { of, offer, by } = await ready();
    const token = await to.tokenOf(offer);
    const first = await to.collect(token, by);
    expect(first).toMatchObject({
      status: 200,
      credentials: [{ credential: { id: of.credential.id, credentialSubject: { id: by.did } } }],
    });
    for (const configuration of ['open-badge-vc-sd-jwt', 'open-badge-dc-sd-jwt', 'open-badge-jwt']) {
      const again = await to.collect(token, by, { body: { credential_configuration_id: configuration } });
      expect(again).toMatchObject({ status: 200, credentials: [{ credential: expect.stringMatching(/^ey/) }] });
    }
    // The wallet asked for them, not the learner, whose reads wait for their own writes only.
    await allViews(service);
    const { copies } = (await (await of.learner.get(`/v1/credentials/${of.credentialId}/copies`)).json()) as {
      copies: { format: string; holder: string; notCarried: object[] }[];
    };
    expect(copies.map(({ format }) => format).toSorted()).toEqual(['dc+sd-jwt', 'jwt', 'ldp_vc', 'vc+sd-jwt']);
    expect(new Set(copies.map(({ holder }) => holder))).toEqual(new Set([by.did]));
    for (const { format, notCarried } of copies) {
      expect(notCarried).toEqual(offer.forms.find((form) => form.format === format)?.notCarried);
    }
  });

  it('takes a token of that offer, and nothing else', async () => {
    const { offer, by } = await ready();
    const token = await to.tokenOf(offer);
    const none = await to.collect(token, by, { headers: { authorization: '' } });
    // Of a request without a token nothing is wrong yet (RFC 6750, section 3.1).
    const challenges = `Bearer realm="${issuer}", DPoP algs="ES256 EdDSA"`;
    expect([said(none), none.headers.get('www-authenticate')]).toEqual(['401 invalid_token', challenges]);
    const basic = await to.collect(token, by, { headers: { authorization: `Basic ${token}` } });
    expect([said(basic), basic.headers.get('www-authenticate')]).toEqual(['401 invalid_token', challenges]);
    const random = `${offer.offerId}.${'A'.repeat(22)}`;
    for (const authorization of [`Bearer ${random}`, `Bearer ${codeOf(offer)}`, 'Bearer x y', `bearer ${token}x`]) {
      const answer = await to.collect(token, by, { headers: { authorization } });
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
    const token = await to.tokenOf(offer);
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
      expect(said(await to.collect(token, by, asked)), JSON.stringify(asked)).toBe(expected);
    }
    const two = [
      await by.prove(await to.nonce(), { audience: issuer }),
      await other.prove(await to.nonce(), { audience: issuer }),
    ];
    expect(said(await to.collect(token, by, { body: { proofs: { jwt: two } } }))).toBe('400 invalid_proof');
    const [replayed, stale] = [two.slice(0, 1), [await by.prove('a nonce of somebody else', { audience: issuer })]];
    expect(said(await to.collect(token, by, { body: { proofs: { jwt: stale } } }))).toBe('400 invalid_nonce');
    const all = await Promise.all(
      Array.from({ length: 4 }, () => to.collect(token, by, { body: { proofs: { jwt: replayed } } })),
    );
    expect(all.map(said).toSorted()).toEqual([
      '200 undefined',
      ...Array.from({ length: 3 }, () => '400 invalid_nonce'),
    ]);
    // Nor with the token of another offer.
    const second = await ready();
    const foreign = await to.collect(await to.tokenOf(second.offer), by, { body: { proofs: { jwt: replayed } } });
    expect(said(foreign)).toBe('400 invalid_nonce');
  });

  it('ends when the credential is suspended meanwhile', async () => {
    const { of, offer, by } = await ready();
    const token = await to.tokenOf(offer);
    await done(school.office.post(`/v1/credentials/${of.credentialId}/suspensions`, { reason: 'under-review' }));
    expect(said(await to.collect(token, by))).toBe('400 credential_request_denied');
    await done(school.office.post(`/v1/credentials/${of.credentialId}/reinstatements`, { reason: 'review-closed' }));
    expect((await to.collect(token, by)).status).toBe(200);
  });

  it('is bounded in size', async () => {
    const { offer, by } = await ready();
    const token = await to.tokenOf(offer);
    const long = 'x'.repeat(20_000);
    expect(said(await to.collect(token, by, { body: { proofs: { jwt: [`${long}.e30.AA`] } } }))).toBe(
      '400 invalid_proof',
    );
    const answer = await fetch(`${issuer}/credential`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ more: 'x'.repeat(1_100_000) }),
    });
    expect(answer.status).toBe(413);
  });
});
