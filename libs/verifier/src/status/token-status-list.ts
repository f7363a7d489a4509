import { z } from 'zod';
import { CLOCKS_DIFFER_MS } from '../checks.js';
import { isObject } from '../document/kinds.js';
import { inflate } from '../inflate.js';
import { decodeBase64url, jwsTextOf, readJws } from '../jwt/compact-jws.js';
import { readHeader, type JwtType } from '../jwt/jose-header.js';
import { keyOfJws } from '../jwt/key-of-jws.js';
import { faultOfJwsSignature } from '../jwt/signature.js';
import type { Sources } from '../sources.js';
import { MAX_STATUS_BYTES } from './bitstring.js';
import type { StatusFault } from './status.js';

/** A place in a Token Status List, as the claim `status` of a JWT has it (Token Status List, section 6.2). */
export interface TokenEntry {
  readonly type: 'status_list';
  readonly idx: number;
  readonly uri: string;
}

const entry = z.looseObject({ idx: z.number().int().nonnegative(), uri: z.string() });

/** Reads the claim; none where there is none. */
export function tokenEntriesOf(status: unknown): readonly (TokenEntry | StatusFault)[] {
  if (status === undefined) return [];
  if (!isObject(status)) return ['status-malformed'];
  if (!Object.hasOwn(status, 'status_list')) return ['status-not-supported'];
  const read = entry.safeParse(status['status_list']);
  return [read.success ? { type: 'status_list', idx: read.data.idx, uri: read.data.uri } : 'status-malformed'];
}

const TYPES: ReadonlyMap<string, JwtType> = new Map([['statuslist+jwt', 'any']]);

const list = z.looseObject({
  iss: z.string().optional(),
  sub: z.string(),
  iat: z.number(),
  exp: z.number().optional(),
  status_list: z.looseObject({
    bits: z.union([z.literal(1), z.literal(2), z.literal(4), z.literal(8)]),
    lst: z.string(),
  }),
});

interface Asked {
  /** Who issued what has the place: the list must be theirs too. */
  readonly signer: string;
  readonly now: Date;
  readonly sources: Sources;
}

/** A list that is genuine, and holds. */
export interface TokenList {
  readonly bytes: Uint8Array;
  /** Of a place. */
  readonly bits: 1 | 2 | 4 | 8;
}

/** Opens what was given out at an address (sections 5.1 and 8.3). */
export async function openTokenList(
  answer: unknown,
  uri: string,
  { signer, ...at }: Asked,
): Promise<TokenList | StatusFault> {
  const jws = readJws(jwsTextOf(answer) ?? '');
  const header = 'fault' in jws ? jws : readHeader(jws.header, TYPES);
  if ('fault' in jws || 'fault' in header) return 'status-list-not-genuine';
  const said = list.safeParse(jws.payload);
  if (!said.success) return 'status-list-not-genuine';
  const { iss = signer, sub, iat, exp = Infinity, status_list: places } = said.data;
  if (iss !== signer) return 'status-list-of-other-issuer';
  const key = await keyOfJws({ signer, kid: header.kid, jwk: header.jwk, use: 'assertionMethod', ...at });
  if (key === 'issuer-not-reached') return 'status-not-reached';
  const isGenuine = typeof key !== 'string' && !(await faultOfJwsSignature(jws, header.algorithm, key));
  const moment = at.now.getTime();
  if (!isGenuine || moment >= exp * 1000 || iat * 1000 - moment > CLOCKS_DIFFER_MS) return 'status-list-not-genuine';
  if (sub !== uri) return 'status-list-of-other-address';
  const packed = decodeBase64url(places.lst);
  const unpacked = packed && inflate(packed, 'zlib', MAX_STATUS_BYTES);
  if (unpacked === undefined || 'fault' in unpacked || unpacked.left > 0) return 'status-list-not-genuine';
  return { bytes: unpacked.bytes, bits: places.bits };
}

/** What a list says of a place; undefined when nothing stands against it. */
export function faultInTokenList({ bytes, bits }: TokenList, { idx }: TokenEntry): StatusFault | undefined {
  const value = tokenStatusAt(bytes, idx, bits);
  if (value === undefined) return 'status-index-out-of-range';
  return value === 0 ? undefined : (MEANINGS.get(value) ?? 'status-not-supported');
}

/** Section 7.1; what else a place says is for those who know its issuer. */
const MEANINGS: ReadonlyMap<number, StatusFault> = new Map([
  [1, 'revoked'],
  [2, 'suspended'],
]);

/** The value of a place of `size` bits, the lowest bit of a byte first; undefined when the list has no such place. */
export function tokenStatusAt(bytes: Uint8Array, index: number, size: number): number | undefined {
  const byte = bytes[Math.floor((index * size) / 8)];
  return byte === undefined ? undefined : (byte >> ((index * size) % 8)) & (2 ** size - 1);
}
