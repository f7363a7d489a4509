import { HttpProblem } from '@estafette/service-host';
import { CONTENT_SECURITY_POLICY } from './page/style.js';
import type { FoundShare, Missing, ShownCredential } from './shared-credentials.js';

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
export function foundFor(found: FoundShare | Missing): FoundShare {
  if (typeof found !== 'string') return found;
  if (found === 'unknown') throw new HttpProblem(404, 'share-unknown', 'There is nothing behind this link.');
  throw new HttpProblem(410, 'share-ended', 'This link does not work any more: ask the holder for a new one.');
}

/** The one credential behind a link. @throws HttpProblem also where there are several */
export function shownTo(all: FoundShare | Missing): ShownCredential {
  const { title, token, shown } = foundFor(all);
  const [one] = shown;
  if (title === null && one !== undefined) return one;
  const detail = `This link shows several credentials: ask for one of them, at ${token}.1, ${token}.2 and so on.`;
  throw new HttpProblem(404, 'share-of-several', detail);
}

/** The one credential behind a link, issued here. @throws HttpProblem also where it is from elsewhere */
export function issuedHere(all: FoundShare | Missing): ShownCredential {
  const one = shownTo(all);
  if (one.standing !== null) return one;
  throw new HttpProblem(
    404,
    'share-from-elsewhere',
    'Of a credential from elsewhere there is the credential itself alone.',
  );
}
