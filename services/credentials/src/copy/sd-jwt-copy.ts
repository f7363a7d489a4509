import { hash, randomBytes } from 'node:crypto';
import { SDJwtInstance } from '@sd-jwt/core';
import type { AchievementCredential } from '@estafette/verifier';
import type { JwtSigner } from '../signing/index.js';
import type { Holder } from './proof-of-possession.js';
import { projectionOf } from './projection.js';
import { secondsOf } from './numeric-date.js';

/** Beside the credential: who may present it, and where its status lies. */
export interface Binding {
  readonly holder: Holder;
  /** In a Token Status List. */
  readonly status: TokenStatusEntry;
  /** When it is signed. */
  readonly at: Date;
}

/** A place as an SD-JWT refers to it (Token Status List, section 6). */
export interface TokenStatusEntry {
  readonly idx: number;
  readonly uri: string;
}

/** What the holder may keep to themselves. What says of whom, by whom, until when and whether it still holds is always shown. */
const HIDEABLE = ['identifier', 'activityStartDate', 'activityEndDate', 'creditsEarned', 'role', 'result'] as const;
const HIDEABLE_AROUND = ['evidence', 'endorsement'] as const;

/**
 * Secures a credential of the VC Data Model 2.0 as SD-JWT (VC-JOSE-COSE, section 3.2), as DIIP v5 wants it: the document is the
 * payload, its contexts, types, issuer, dates and ids always shown.
 *
 * @param content without a proof; its issuer is whom the signer signs for
 */
export function asVcSdJwt(content: AchievementCredential, signer: JwtSigner, binding: Binding): Promise<string> {
  const { credentialSubject: subject } = content;
  const payload = {
    ...content,
    iss: content.issuer.id,
    iat: secondsOf(binding.at),
    cnf: { kid: binding.holder.kid },
    status: { status_list: binding.status },
  };
  const frame = {
    _sd: HIDEABLE_AROUND.filter((name) => Object.hasOwn(content, name)),
    credentialSubject: { _sd: HIDEABLE.filter((name) => Object.hasOwn(subject, name)) },
  };
  return issue(payload, frame, { typ: 'vc+sd-jwt', cty: 'vc', kid: signer.kid }, signer);
}

/** Secures what of a credential fits into an SD-JWT VC of the IETF: see {@link projectionOf}. */
export function asDcSdJwt(content: AchievementCredential, signer: JwtSigner, binding: Binding): Promise<string> {
  const { holder, status, at } = binding;
  const { claims } = projectionOf(content);
  const payload = {
    ...claims,
    iat: secondsOf(at),
    // Some wallets know the key only, DIIP only its name; both are the same key.
    cnf: { jwk: holder.jwk, kid: holder.kid },
    status: { status_list: status },
  };
  const frame = { _sd: [...HIDEABLE, ...HIDEABLE_AROUND].filter((name) => Object.hasOwn(claims, name)) };
  return issue(payload, frame, { typ: 'dc+sd-jwt', kid: signer.kid }, signer);
}

function issue(payload: object, frame: object, header: object, signer: JwtSigner): Promise<string> {
  const instance = new SDJwtInstance({
    hasher: sha256,
    hashAlg: 'sha-256',
    saltGenerator: (bytes) => randomBytes(bytes).toString('base64url'),
    signAlg: signer.algorithm,
    signer: async (data) => Buffer.from(await signer.sign(Buffer.from(data))).toString('base64url'),
  });
  return instance.issue({ ...payload }, frame, { header });
}

/** The one hash that our SD-JWTs have. */
export function sha256(data: string | ArrayBuffer): Uint8Array {
  return hash('sha256', typeof data === 'string' ? data : new Uint8Array(data), 'buffer');
}
