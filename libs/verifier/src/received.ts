import { isObject, kindOf, many, type Kind } from './document/kinds.js';
import { readPlainJson } from './document/plain-json.js';
import { idOf } from './document/shape.js';
import { imageIn, readBakedImage } from './images/index.js';
import { jwsTextOf } from './jwt/compact-jws.js';
import { documentIn } from './jwt/enveloped.js';
import { isSdJwt } from './sd-jwt/compact-sd-jwt.js';

/** In which form a document came. */
export const FORMS = ['json', 'jwt', 'png', 'svg'] as const;
export type Form = (typeof FORMS)[number];

/** What was received, taken apart as `verify` does. None of it is verified. */
export interface Received {
  readonly form: Form;
  /** The JSON or JWT, as it came or stood in the image: every byte of it. */
  readonly text: string;
  readonly secured: 'data-integrity' | 'jwt';
  readonly kind: Kind;
  /** The document itself: the JSON, or what the JWT holds. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly id: string | undefined;
  /** The id of who signs. */
  readonly issuer: string | undefined;
}

/**
 * Takes apart what was received, to be kept or sorted by what it says of itself; whether that is so, `verify` tells.
 *
 * @param input JSON text or a JWT, the UTF-8 bytes of either, or an image that one is baked into
 * @returns undefined for what cannot be read within bounds. Never throws.
 */
export function readReceived(input: string | Uint8Array): Received | undefined {
  const image = imageIn(input);
  const baked = image && readBakedImage(image);
  if (baked && 'fault' in baked) return undefined;
  const text = baked?.text ?? textIn(input);
  if (text === undefined) return undefined;
  const jws = jwsTextOf(text);
  // It is bound to a wallet, and kept there.
  if (jws !== undefined && isSdJwt(jws)) return undefined;
  const document = jws === undefined ? documentOf(text) : documentIn(jws);
  if (document === undefined) return undefined;
  const secured = jws === undefined ? 'data-integrity' : 'jwt';
  const form = baked?.kind ?? (jws === undefined ? 'json' : 'jwt');
  const [issuer] = many(document['issuer']).map(idOf);
  return { form, text, secured, kind: kindOf(document), document, id: idOf(document), issuer };
}

function textIn(input: string | Uint8Array): string | undefined {
  try {
    return typeof input === 'string' ? input : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(input);
  } catch {
    return undefined;
  }
}

function documentOf(text: string): Readonly<Record<string, unknown>> | undefined {
  const plain = readPlainJson(text);
  return 'value' in plain && isObject(plain.value) ? plain.value : undefined;
}
