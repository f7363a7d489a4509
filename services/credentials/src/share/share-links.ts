import { hash, randomBytes } from 'node:crypto';
import type { PageLanguage } from './share.events.js';

/** Where a shared credential lies, below the public address of this service. */
export const SHARE_PATH = 'c/:token';
/** The credential alone, as a file. */
export const SHARE_FILE_PATH = `${SHARE_PATH}/credential`;
/** What its page tells, on paper. */
export const SHARE_PAPER_PATH = `${SHARE_PATH}/credential.pdf`;
/** What led to it. */
export const SHARE_TRAIL_PATH = `${SHARE_PATH}/path`;
/** The credential in an image. */
export const SHARE_BADGE_PATHS = [`${SHARE_PATH}/badge.png`, `${SHARE_PATH}/badge.svg`];

const TOKEN_BYTES = 16;

/** The token of a link: 128 random bits, in base64url. */
export function makeToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** What a token is found by; from it nobody gets the token. */
export function digestOfToken(token: string): string {
  return hash('sha256', token, 'hex');
}

/** A token as it was written: of a link, or of one place of a link that shows several (`<token>.2`); a token has no point in it. */
export function readToken(written: string): { readonly token: string; readonly place: number | null } {
  const [, token, place] = /^([^.]*)\.([1-9]\d?)$/.exec(written) ?? [];
  return token === undefined ? { token: written, place: null } : { token, place: Number(place) };
}

/** The link that a holder gives to others. */
export function linkOf(publicUrl: string, token: string, language: PageLanguage | null = null): string {
  return `${publicUrl}/c/${token}${language === null ? '' : `?lang=${language}`}`;
}
