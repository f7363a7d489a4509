import type { IncomingMessage } from 'node:http';
import { html } from '@estafette/service-host/html';
import { layout } from './layout.js';
import { requestLanguage } from './request-language.js';
import { pageHeaders } from './style.js';
import { WORDS } from './words.js';
import type { Words } from './words.js';

interface Told {
  /** What went wrong, in words of ours; left out, it is what the application is told. */
  readonly reason?: keyof Words['errors'];
  /** As RFC 6749 names it, for whoever runs the application. */
  readonly code?: string | undefined;
  readonly description?: string | undefined;
}

interface SentPage {
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What somebody reads in their browser when something cannot be done. */
export function errorPage(request: IncomingMessage, { reason, code, description }: Told): SentPage {
  const language = requestLanguage(request);
  const { errors } = WORDS[language];
  const body = html`${
    reason === undefined
      ? html`<p>${errors.back}</p>
          <p><code>${code}</code>${description !== undefined && html`: <span lang="en">${description}</span>`}</p>`
      : html`<p>${errors[reason]}</p>`
  }`;
  return {
    text: layout({ language, title: errors.title, body }),
    headers: { ...pageHeaders(), 'content-type': 'text/html; charset=utf-8' },
  };
}
