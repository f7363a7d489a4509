import { z } from 'zod';

/** Where a credential lies that is to be fetched. */
export const credentialUrl = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .describe('where it lies: as JSON, as a JWT, or baked into an image');
