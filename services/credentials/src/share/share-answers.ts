import { HttpProblem } from '@estafette/service-host';
import { CONTENT_SECURITY_POLICY } from './page/style.js';
import type { HeldCredential, Missing } from './shared-credentials.js';

/** Of every answer to whoever has a link: not found by search engines, told to no other site, kept nowhere. */
export const SHARE_HEADERS = {
  'x-robots-tag': 'noindex, nofollow',
  'referrer-policy': 'no-referrer',
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  vary: 'Accept, Accept-Language',
};

export const GONE = 'The link ended, or its holder closed it; told as a page to whoever asks for one.';

/** What lies behind a link. @throws HttpProblem 404 or 410 where it shows nothing */
export function shownTo(found: HeldCredential | Missing): HeldCredential {
  if (typeof found !== 'string') return found;
  if (found === 'unknown') throw new HttpProblem(404, 'share-unknown', 'There is nothing behind this link.');
  throw new HttpProblem(410, 'share-ended', 'This link does not work any more: ask the holder for a new one.');
}
