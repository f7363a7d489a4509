import type { IncomingMessage } from 'node:http';
import { languageOf } from './language.js';
import type { Language } from './language.js';

/** Holds the language that somebody chose, over the pages of a login. */
const COOKIE = 'estafette_language';

/** The language to answer a request in. @param uiLocales what the application asked for at the start, where that is known */
export function requestLanguage({ url = '', headers }: IncomingMessage, uiLocales?: unknown): Language {
  const query = queryOf(url);
  const [, kept] = new RegExp(`(?:^|; )${COOKIE}=(\\w{2})(?:;|$)`).exec(headers.cookie ?? '') ?? [];
  const asked = typeof uiLocales === 'string' ? uiLocales : (query.get('ui_locales') ?? undefined);
  return languageOf({
    chosen: query.get('lang') ?? kept,
    uiLocales: asked,
    acceptLanguage: headers['accept-language'],
  });
}

/** The cookie that keeps the language, where the request chooses one. */
export function chosenLanguage({ url = '' }: IncomingMessage, issuer: string): Readonly<Record<string, string>> {
  const chosen = queryOf(url).get('lang');
  if (chosen !== 'nl' && chosen !== 'en') return {};
  return { 'set-cookie': `${COOKIE}=${chosen}; Path=${new URL(`${issuer}/`).pathname}; HttpOnly; SameSite=Lax` };
}

function queryOf(url: string): URLSearchParams {
  return new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : '');
}
