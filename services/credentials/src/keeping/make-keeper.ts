import { z } from 'zod';
import type { KeyKeeper } from './key-keeper.js';
import { KeysInFiles } from './keys-in-files.js';
import { KeysInTheEnvironment } from './keys-in-the-environment.js';
import { KeysInTheLog } from './keys-in-the-log.js';

/** Where private keys are kept; what this service has of settings beside those that every service has. */
export const keeperSettings = z.object({
  KEYS_FOLDER: z.string().optional().describe('keeps signing keys in files there, instead of sealed in the log'),
  SIGNING_KEYS: z
    .string()
    .transform((text, context): Record<string, unknown> => {
      try {
        return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
      } catch {
        context.addIssue({ code: 'custom', message: 'expected a JSON object of private JWKs by did:web:…#key' });
        return z.NEVER;
      }
    })
    .optional()
    .describe('takes signing keys from here: private JWKs by the verification method that each is for'),
});

/** Keys from the environment where they are given, else in files where there is a folder, else in the log. */
export function makeKeeper(settings: unknown): KeyKeeper {
  const { KEYS_FOLDER, SIGNING_KEYS } = settings as z.infer<typeof keeperSettings>;
  if (SIGNING_KEYS !== undefined) return new KeysInTheEnvironment(SIGNING_KEYS);
  return KEYS_FOLDER === undefined ? new KeysInTheLog() : new KeysInFiles(KEYS_FOLDER);
}
