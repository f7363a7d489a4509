import { bytes, id, sha256 } from '@estafette/service-host';
import { z } from 'zod';
import { credentialUrl } from '../verification/credential-url.js';

export const importedCredentialParams = z.strictObject({ importedCredentialId: id });

const how = {
  language: z.enum(['nl', 'en']).optional().describe('of the reasons; English when left out'),
  identity: z
    .string()
    .trim()
    .min(1)
    .max(320)
    .optional()
    .describe('a mail address or id of yours, held against what stands hashed in the credential; it is not kept'),
};

const asText = z.strictObject({
  credential: z.string().min(1).describe('the credential as text, as it was received: JSON or a JWT'),
  ...how,
});
const byAddress = z.strictObject({
  url: credentialUrl,
  ...how,
});
const inJson = z.union([asText, byAddress]);
const asItIs = z.string().describe('the credential itself');

export const importBody = z.union([inJson, asItIs, bytes]);
export const importTakes = {
  'application/json': inJson,
  'application/vc': asItIs,
  'application/vc+ld+json': asItIs,
  'application/ld+json': asItIs,
  'application/vc+jwt': asItIs,
  'application/jwt': asItIs,
  'text/plain': asItIs,
  'image/png': bytes,
  'image/svg+xml': bytes,
};

export const judgementBody = z.strictObject(how);
export const removalBody = z.strictObject({});

export const textQuery = z.strictObject({
  sha256: sha256.optional().describe('of the version that is asked for; the newest when left out'),
});
