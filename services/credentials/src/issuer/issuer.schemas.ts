import { code, id, text } from '@estafette/service-host';
import { z } from 'zod';

export const issuerParams = z.strictObject({ organisationId: id });
export const keyParams = z.strictObject({ keyId: code });

/** The name that credentials show is the one under which the school is registered; where it is has to be said. */
export const issuerBody = z.strictObject({
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'expected two capital letters (ISO 3166-1), such as NL')
    .default('NL')
    .describe('the country of the school'),
  region: text(100).nullable().default(null).describe('the region of the school, where one wants to say it'),
});

const newKey = code.describe('a name for the new key, such as key-2; stays for good');

export const jwtAlgorithm = z.enum(['ES256', 'RS256']);

export const rotationBody = z.strictObject({
  keyId: newKey,
  algorithm: z
    .enum(['Ed25519', ...jwtAlgorithm.options])
    .default('Ed25519')
    .describe('Ed25519 signs credentials with a Data Integrity proof; the others sign credentials as JWT'),
});
export const keyRevocationBody = z.strictObject({
  replacementKeyId: newKey.describe('a name for the key that takes its place, where this is the one that signs'),
});
