import { id, text } from '@estafette/service-host';
import { z } from 'zod';
import { jwtAlgorithm } from '../issuer/issuer.schemas.js';

export const copyParams = z.strictObject({ credentialId: id, copyId: id });

export const copyBody = z.strictObject({
  copyId: id,
  format: z
    .enum(['jwt', 'ldp_vc', 'vc+sd-jwt', 'dc+sd-jwt'])
    .describe(
      'a JWT in the profile of Open Badges 3.0, a credential with a Data Integrity proof (eddsa-rdfc-2022), or an SD-JWT: of the VC Data Model, or what of it an SD-JWT VC of the IETF says',
    ),
  algorithm: jwtAlgorithm.default('ES256').describe('with which a JWT or SD-JWT is signed'),
  proof: text(16_384).describe(
    'shows that you have the key to which it is bound: a JWT of the type openid4vci-proof+jwt, signed with it, with `aud` (the public address of this service), `iat` and `nonce`',
  ),
});
