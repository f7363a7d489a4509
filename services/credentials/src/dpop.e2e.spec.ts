import { hash, randomUUID } from 'node:crypto';
import type { RunningService } from '@estafette/service-host';
import type { TestService } from '@estafette/test-kit';
import { exportJWK, generateKeyPair, SignJWT, type GenerateKeyPairResult } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askingWallet, said, wrong, type Answer, type AskingWallet } from './asking-wallet.set-up.js';
import { wallet } from './copy/wallet.example.js';
import { issuingSchool, type IssuingSchool } from './issuing-school.set-up.js';
import { held, offered, startForWallets, type Offer } from './wallets.set-up.js';

let service: TestService<RunningService>;
let school: IssuingSchool;
let issuer: string;
let to: AskingWallet;
let mine: GenerateKeyPairResult;
beforeAll(async () => {
  service = await startForWallets();
  school = await issuingSchool(service);
  issuer = `${service.running.url}/organisations/${school.organisationId}`;
  to = askingWallet(issuer);
  mine = await generateKeyPair('ES256', { extractable: true });
});
afterAll(() => service.close());

interface Changed {
  readonly by?: GenerateKeyPairResult;
  readonly header?: object;
}

/** A proof (RFC 9449, section 4.2), made now. */
async function prove(path: string, claims: object = {}, { by = mine, header }: Changed = {}): Promise<string> {
  const iat = Math.floor(Date.now() / 1_000);
  return new SignJWT({ htm: 'POST', htu: `${issuer}/${path}`, jti: randomUUID(), iat, ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(by.publicKey), ...header })
    .sign(by.privateKey);
}

const newOffer = async (): Promise<Offer> => offered(await held(service, school));
const toldWith = (answer: Answer): [string, string | null] => [said(answer), answer.headers.get('www-authenticate')];
const challenge = (error: string): string => `DPoP error="${error}", algs="ES256 EdDSA"`;

/** A token that is bound to the key, and what a proof for it says beside. */
async function bound(): Promise<{ token: string; authorization: string; ath: string }> {
  const { access_token: token } = await to.redeem(await newOffer(), {}, { dpop: await prove('token') });
  return {
    token: String(token),
    authorization: `DPoP ${String(token)}`,
    ath: hash('sha256', String(token), 'base64url'),
  };
}

describe('a token that is bound to a key (DPoP)', () => {
  it('is given for a proof of that key, made for this, and named as one', async () => {
    const offer = await newOffer();
    const privateKey = await exportJWK(mine.privateKey);
    const minutes = (count: number): object => ({ iat: Math.floor(Date.now() / 1_000) + count * 60 });
    const [one, other] = [await prove('token'), await prove('token')];
    const mistakes: Readonly<Record<string, string>> = {
      'for another address': await prove('credential'),
      'for another method': await prove('token', { htm: 'GET' }),
      'without a number': await prove('token', { jti: undefined }),
      'made before': await prove('token', minutes(-10)),
      'made later': await prove('token', minutes(10)),
      'with a private key': await prove('token', {}, { header: { jwk: privateKey } }),
      'of another type': await prove('token', {}, { header: { typ: 'JWT' } }),
      'changed after': `${one.slice(0, -8)}AAAAAAAA`,
      'two of them': `${one}, ${other}`,
      'no JWT': 'x',
    };
    for (const [what, dpop] of Object.entries(mistakes)) {
      expect(toldWith(await to.redeem(offer, {}, { dpop })), what).toEqual(['400 invalid_dpop_proof', null]);
    }
    expect(await to.redeem(offer, {}, { dpop: one })).toMatchObject({ status: 200, token_type: 'DPoP' });
  });

  it('is good with proofs of that key alone, for what they were made', async () => {
    const [by, other] = await Promise.all([wallet(), generateKeyPair('ES256')]);
    const { token, authorization, ath } = await bound();
    const table: [Record<string, string>, string][] = [
      [{}, 'invalid_token'],
      [{ dpop: await prove('credential', { ath }) }, 'invalid_token'],
      [{ authorization: `DPoP ${token}x`, dpop: await prove('credential', { ath }) }, 'invalid_token'],
      [{ authorization, dpop: await prove('credential', { ath }, { by: other }) }, 'invalid_token'],
      [{ authorization }, 'invalid_dpop_proof'],
      [{ authorization, dpop: 'x' }, 'invalid_dpop_proof'],
      [{ authorization, dpop: await prove('credential') }, 'invalid_dpop_proof'],
      [{ authorization, dpop: await prove('token', { ath }) }, 'invalid_dpop_proof'],
      [{ authorization, dpop: await prove('credential', { ath, iat: 1 }) }, 'invalid_dpop_proof'],
    ];
    for (const [headers, error] of table) {
      const answer = await to.collect(token, by, { headers });
      expect(toldWith(answer), JSON.stringify(headers)).toEqual([`401 ${error}`, challenge(error)]);
    }
    const headers = { authorization, dpop: await prove('credential', { ath }) };
    expect((await to.collect(token, by, { headers })).status).toBe(200);
  });

  it('is not one that no key is bound to', async () => {
    const token = await to.tokenOf(await newOffer());
    const ath = hash('sha256', token, 'base64url');
    const headers = { authorization: `DPoP ${token}`, dpop: await prove('credential', { ath }) };
    const answer = await to.collect(token, await wallet(), { headers });
    expect(toldWith(answer)).toEqual(['401 invalid_token', challenge('invalid_token')]);
  });
});

describe('a DPoP proof', () => {
  it('is good for one token', async () => {
    const [first, second] = [await newOffer(), await newOffer()];
    const jti = randomUUID();
    const dpop = await prove('token', { jti });
    expect((await to.redeem(first, {}, { dpop })).status).toBe(200);
    expect(said(await to.redeem(second, {}, { dpop }))).toBe('400 invalid_dpop_proof');
    const renewed = await prove('token', { jti, more: 'words' });
    expect(said(await to.redeem(second, {}, { dpop: renewed }))).toBe('400 invalid_dpop_proof');
    // What another key numbers alike is another proof.
    const by = await generateKeyPair('ES256');
    expect((await to.redeem(second, {}, { dpop: await prove('token', { jti }, { by }) })).status).toBe(200);
  });

  it('is used up by a try with a wrong transaction code', async () => {
    const offer = await newOffer();
    const dpop = await prove('token');
    expect(said(await to.redeem(offer, { tx_code: wrong(offer) }, { dpop }))).toBe('400 invalid_grant');
    expect(said(await to.redeem(offer, {}, { dpop }))).toBe('400 invalid_dpop_proof');
    expect((await to.redeem(offer, {}, { dpop: await prove('token') })).status).toBe(200);
  });

  it('is good for one request for a credential, however many come at once, and whatever came of it', async () => {
    const by = await wallet();
    const { token, authorization, ath } = await bound();
    const headers = { authorization, dpop: await prove('credential', { ath }) };
    const all = await Promise.all(Array.from({ length: 4 }, () => to.collect(token, by, { headers })));
    expect(all.map(said).toSorted()).toEqual(['200 undefined', ...Array(3).fill('401 invalid_dpop_proof')]);
    const failing = { authorization, dpop: await prove('credential', { ath }) };
    expect(said(await to.collect(token, by, { headers: failing, body: { proofs: { jwt: [] } } }))).toBe(
      '400 invalid_proof',
    );
    expect(toldWith(await to.collect(token, by, { headers: failing }))).toEqual([
      '401 invalid_dpop_proof',
      challenge('invalid_dpop_proof'),
    ]);
  });
});
