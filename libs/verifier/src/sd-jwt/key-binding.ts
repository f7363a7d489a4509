import { base64urlnopad } from '@scure/base';
import { z } from 'zod';
import { sha256 } from '#platform';
import { isObject, many } from '../document/kinds.js';
import { readJws } from '../jwt/compact-jws.js';
import { readHeader, type JwtType } from '../jwt/jose-header.js';
import type { PublicKey } from '../jwt/jwk.js';
import { readJwk } from '../jwt/jwk.js';
import { keyOfJws } from '../jwt/key-of-jws.js';
import { faultOfJwsSignature } from '../jwt/signature.js';
import type { Sources } from '../sources.js';
import type { CompactSdJwt } from './compact-sd-jwt.js';

export type KeyBindingFault =
  | 'key-binding-missing'
  | 'key-binding-malformed'
  | 'key-binding-without-key'
  | 'key-binding-of-other-disclosures'
  | 'key-binding-signature-wrong'
  | 'holder-key-not-usable'
  | 'holder-key-not-reached'
  | 'challenge-differs'
  | 'domain-differs';

interface At {
  readonly now: Date;
  readonly sources: Sources;
}

interface Asked extends At {
  /** The key that the issuer bound it to, as `cnf` has it. */
  readonly cnf: unknown;
  readonly challenge: string | undefined;
  readonly domain: string | undefined;
}

const TYPES: ReadonlyMap<string, JwtType> = new Map([['kb+jwt', 'any']]);

const schema = z.looseObject({
  iat: z.number(),
  aud: z.union([z.string(), z.array(z.string())]),
  nonce: z.string(),
  sd_hash: z.string(),
});

/** Whether whoever shows an SD-JWT has the key that it is bound to, and shows it now and to who asks (RFC 9901, section 7.3). */
export async function faultOfKeyBinding(
  { binding, bound }: CompactSdJwt,
  { cnf, challenge, domain, ...at }: Asked,
): Promise<KeyBindingFault | undefined> {
  if (binding === undefined) return 'key-binding-missing';
  const jws = readJws(binding);
  const header = 'fault' in jws ? jws : readHeader(jws.header, TYPES);
  if ('fault' in jws || 'fault' in header) return 'key-binding-malformed';
  const said = schema.safeParse(jws.payload);
  if (!said.success) return 'key-binding-malformed';
  const key = await keyOfHolder(cnf, at);
  if (typeof key === 'string') return key;
  if ((await faultOfJwsSignature(jws, header.algorithm, key)) !== undefined) return 'key-binding-signature-wrong';
  const { sd_hash: digest, nonce, aud } = said.data;
  if (digest !== base64urlnopad.encode(sha256(bound))) return 'key-binding-of-other-disclosures';
  if (challenge !== undefined && nonce !== challenge) return 'challenge-differs';
  return domain === undefined || many(aud).includes(domain) ? undefined : 'domain-differs';
}

/** The key that something is bound to (RFC 7800, `cnf`): as it is, or as the DID in its name gives it. */
export async function keyOfHolder(
  cnf: unknown,
  at: At,
): Promise<PublicKey | 'key-binding-without-key' | 'holder-key-not-usable' | 'holder-key-not-reached'> {
  const { jwk, kid } = isObject(cnf) ? cnf : {};
  if (!isObject(jwk) && typeof kid !== 'string') return 'key-binding-without-key';
  const key = isObject(jwk) ? readJwk(jwk) : await keyOfMethod(String(kid), at);
  if (typeof key !== 'string') return key;
  return key === 'issuer-not-reached' ? 'holder-key-not-reached' : 'holder-key-not-usable';
}

function keyOfMethod(kid: string, at: At): ReturnType<typeof keyOfJws> {
  const [signer = ''] = kid.split('#');
  return keyOfJws({ signer, kid, jwk: undefined, use: 'authentication', ...at });
}
