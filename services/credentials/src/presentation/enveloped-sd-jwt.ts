import { z } from 'zod';
import { many } from '@estafette/verifier';
import { readJws } from './jws.js';
import { refusePresentation } from './shown.js';

const TYPES = ['vp+jwt', 'vp+sd-jwt'];
const PREFIX = 'data:application/vc+sd-jwt,';

const schema = z.looseObject({
  nonce: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  iat: z.number(),
  verifiableCredential: z.unknown(),
});
const enveloped = z.looseObject({
  type: z.union([z.literal('EnvelopedVerifiableCredential'), z.array(z.string())]),
  id: z.string().startsWith(PREFIX),
});

/** A presentation around an SD-JWT. Nothing of it is believed yet: its signature is by the key that the SD-JWT is bound to. */
export interface Enveloping {
  readonly jws: string;
  readonly sdJwt: string;
  readonly nonce: string;
  readonly audience: readonly string[];
  /** In seconds. */
  readonly issuedAt: number;
}

/**
 * Reads the other way in which an SD-JWT of the VC Data Model is presented, for which OpenID4VP 1.0 has no words: within a
 * presentation as JWT (VC Data Model 2.0, section 4.13.1), as some wallets send it.
 *
 * @returns undefined where it is an SD-JWT itself
 */
export function envelopingOf(presentation: string): Enveloping | undefined {
  const [jws = '', ...rest] = presentation.split('~');
  const { typ = '', payload } = readJws(jws);
  if (!TYPES.includes(typ)) return undefined;
  const read = schema.safeParse(payload);
  const [one, ...more] = many(read.data?.verifiableCredential);
  const credential = enveloped.safeParse(one);
  if (!read.success || !credential.success || more.length > 0 || rest.some((part) => part !== '')) {
    return refusePresentation('It does not envelop one SD-JWT.');
  }
  const { nonce, aud, iat } = read.data;
  return { jws, sdJwt: credential.data.id.slice(PREFIX.length), nonce, audience: many(aud), issuedAt: iat };
}
