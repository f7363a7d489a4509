import type { AchievementCredential } from '@estafette/verifier';
import { compactJws, type JwtSigner } from '../signing/index.js';
import { secondsOf } from './numeric-date.js';

/**
 * Secures a credential as a compact JWS in the profile of Open Badges 3.0 (section 8.2): the members of the credential are those of the
 * payload, and the claims beside them say some of it once more.
 *
 * @param content without a proof; its subject has an id
 */
export function asJwt(content: AchievementCredential, signer: JwtSigner): Promise<string> {
  const { id, issuer, validFrom, validUntil, credentialSubject } = content;
  const payload = {
    ...content,
    iss: issuer.id,
    jti: id,
    sub: credentialSubject.id,
    nbf: secondsOf(validFrom),
    ...(validUntil !== undefined && { exp: secondsOf(validUntil) }),
  };
  return compactJws({ typ: 'JWT', kid: signer.kid }, payload, signer);
}
