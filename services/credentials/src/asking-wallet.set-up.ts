import { expect } from 'vitest';
import type { Changed, Wallet } from './copy/wallet.example.js';
import type { Offer } from './wallets.set-up.js';

// What a wallet asks of a school by OpenID4VCI 1.0, by hand.

export type Answer = Readonly<Record<string, unknown>> & { readonly status: number; readonly headers: Headers };

export const PRE_AUTHORIZED = 'urn:ietf:params:oauth:grant-type:pre-authorized_code';

/** Sentences, of the characters that RFC 6749 has for a description (appendix A.8). */
const SENTENCES = /^[A-Z][\x20\x21\x23-\x5b\x5d-\x7e]*\.$/;
/** A code of ours before a sentence or in brackets, or what is left of a character that may not stand there. */
const NOT_PLAIN = /\b[a-z]+(-[a-z]+)+: |\([a-z]+(-[a-z]+)+\)| {2}/;

/** Holds the description of an error against what RFC 6749 has of one. */
export function expectSentences({ error_description: description }: { readonly error_description?: unknown }): void {
  expect(description).toMatch(SENTENCES);
  expect(description).not.toMatch(NOT_PLAIN);
}

export interface OfferObject {
  readonly credential_issuer: string;
  readonly credential_configuration_ids: readonly string[];
  readonly grants: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export const objectOf = ({ link }: Pick<Offer, 'link'>): OfferObject =>
  JSON.parse(new URL(link).searchParams.get('credential_offer') ?? '') as OfferObject;
export const codeOf = (offer: Offer): string => String(objectOf(offer).grants[PRE_AUTHORIZED]?.['pre-authorized_code']);
export const wrong = ({ transactionCode }: Offer): string => (transactionCode === '000000' ? '111111' : '000000');
export const said = ({ status, error }: Answer): string => `${status} ${String(error)}`;

export interface Asked {
  readonly body?: Readonly<Record<string, unknown>>;
  readonly changed?: Changed;
  readonly headers?: Readonly<Record<string, string>>;
}

export type AskingWallet = ReturnType<typeof askingWallet>;

/** @param issuer the school as a credential issuer */
export function askingWallet(issuer: string) {
  async function ask(path: string, init: RequestInit): Promise<Answer> {
    const answer = await fetch(`${issuer}/${path}`, { method: 'POST', ...init });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const body = (await answer.json()) as Readonly<Record<string, unknown>>;
    if (!answer.ok) expectSentences(body);
    return { ...body, status: answer.status, headers: answer.headers };
  }

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

  async function collect(token: string, by: Wallet, { body, changed, headers }: Asked = {}): Promise<Answer> {
    const proof = await by.prove(await nonce(), { audience: issuer, ...changed });
    return ask('credential', {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ credential_configuration_id: 'open-badge-ldp-vc', proofs: { jwt: [proof] }, ...body }),
    });
  }

  return { ask, redeem, tokenOf, nonce, collect };
}
