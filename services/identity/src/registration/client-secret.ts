import { hash, timingSafeEqual } from 'node:crypto';

/** Marks a secret that is kept as its digest. No secret that is handed out or configured holds this sign. */
const MARK = 'sha256$';

/** What is kept of a secret that was handed out: it has 256 bits of chance, so a plain SHA-256 does not tell it. */
export function hashSecret(secret: string): string {
  return secret.startsWith(MARK) ? secret : MARK + hash('sha256', secret, 'base64url');
}

/** @param kept a secret of the configuration, or the digest of one that was handed out */
export function isSecret(kept: string | undefined, shown: string): boolean {
  if (kept === undefined || shown.startsWith(MARK)) return false;
  // Digests on both sides are of one length, and what is compared in them tells nothing about the secret.
  return timingSafeEqual(Buffer.from(hashSecret(kept)), Buffer.from(hashSecret(shown)));
}
