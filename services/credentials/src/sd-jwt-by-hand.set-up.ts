import { hash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { compactVerify, createLocalJWKSet, decodeProtectedHeader, type JWK } from 'jose';

// SD-JWTs and Token Status Lists, read by hand after their specifications: what the specs hold against those that are made here.

type Claims = Readonly<Record<string, unknown>>;

export interface DidDocument {
  readonly id: string;
  readonly verificationMethod: readonly { readonly id: string; readonly publicKeyJwk?: JWK }[];
  readonly assertionMethod: readonly string[];
}

export interface SdJwt {
  readonly header: Claims;
  /** As it was signed, with digests. */
  readonly signed: Claims;
  /** With what is disclosed put in. */
  readonly disclosed: Claims;
  /** The names of what the holder may keep to themselves. */
  readonly hideable: readonly string[];
}

/** Checks the signature of a JWT with the keys that a DID document vouches for. @throws where it is not right */
export async function checkedJwt(text: string, document: DidDocument): Promise<{ header: Claims; payload: Claims }> {
  const { kid = '' } = decodeProtectedHeader(text);
  if (!document.assertionMethod.includes(kid)) throw new Error(`${kid} vouches for nothing`);
  const { publicKeyJwk } = document.verificationMethod.find(({ id }) => id === kid) ?? {};
  const { payload, protectedHeader } = await compactVerify(
    text,
    createLocalJWKSet({ keys: [{ ...publicKeyJwk, kid }] }),
  );
  return { header: protectedHeader, payload: JSON.parse(Buffer.from(payload).toString()) as Claims };
}

/** Reads an SD-JWT as it was issued (RFC 9901, section 7.1). @throws where a disclosure is not one that was signed */
export async function readSdJwt(text: string, document: DidDocument): Promise<SdJwt> {
  const [jwt = '', ...rest] = text.split('~');
  if (rest.pop() !== '') throw new Error('it does not end with ~');
  const { header, payload } = await checkedJwt(jwt, document);
  const open = new Map(
    rest.map((one): [string, [string, string, unknown]] => [
      hash('sha256', one, 'base64url'),
      JSON.parse(Buffer.from(one, 'base64url').toString()) as [string, string, unknown],
    ]),
  );
  const hideable = [...open.values()].map(([, name]) => name);
  const disclosed = filled(payload, open) as Claims;
  if (open.size > 0) throw new Error('a disclosure was not signed');
  const { _sd_alg: algorithm, ...claims } = disclosed;
  if (algorithm !== 'sha-256') throw new Error('another hash');
  return { header, signed: payload, disclosed: claims, hideable };
}

function filled(value: unknown, open: Map<string, [string, string, unknown]>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => filled(one, open));
  const { _sd: digests = [], ...plain } = value as { _sd?: string[] };
  const own = Object.entries(plain).map(([name, one]): [string, unknown] => [name, filled(one, open)]);
  const found = digests.flatMap((digest): [string, unknown][] => {
    const [, name = '', one] = open.get(digest) ?? [];
    return open.delete(digest) ? [[name, filled(one, open)]] : [];
  });
  return Object.fromEntries([...own, ...found]);
}

/** Whether the place that an SD-JWT refers to is set (Token Status List, section 4): zlib, and the lowest bit first. */
export async function isSetInTokenList(at: { idx: number; uri: string }, document: DidDocument): Promise<boolean> {
  const answer = await fetch(at.uri, { headers: { accept: 'application/statuslist+jwt' } });
  if (!answer.headers.get('content-type')?.startsWith('application/statuslist+jwt')) throw new Error('another type');
  const { header, payload } = await checkedJwt(await answer.text(), document);
  const {
    sub,
    exp,
    status_list: list,
  } = payload as { sub: string; exp: number; status_list: { bits: number; lst: string } };
  if (header['typ'] !== 'statuslist+jwt' || sub !== at.uri || exp * 1_000 < Date.now() || list.bits !== 1) {
    throw new Error('not the list that was asked for');
  }
  const bytes = inflateSync(Buffer.from(list.lst, 'base64url'));
  return (((bytes[at.idx >> 3] ?? 0) >> (at.idx & 7)) & 1) === 1;
}
