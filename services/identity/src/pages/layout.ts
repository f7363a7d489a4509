import { html, Html } from '@estafette/service-host/html';
import type { Language } from './language.js';
import { PAGE_STYLE } from './style.js';
import { WORDS } from './words.js';

interface Page {
  readonly language: Language;
  readonly title: string;
  readonly body: Html;
  /** Whether the page can be asked for again in the other language: it was not the answer to a form. */
  readonly canSwitch?: boolean;
  /** What its address says beside the language. */
  readonly query?: Readonly<Record<string, string>>;
  /** Whether it says that something was filled in wrongly: whoever listens hears the title first. */
  readonly isFault?: boolean;
}

/** A whole page around what it says; without scripts, and with nothing from elsewhere. */
export function layout({ language, title, body, canSwitch = false, query = {}, isFault = false }: Page): string {
  const words = WORDS[language];
  const other = language === 'nl' ? 'en' : 'nl';
  const switched = `?${String(new URLSearchParams({ ...query, lang: other }))}`;
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${isFault && `${words.fault}: `}${title}</title>
        ${new Html(`<style>${PAGE_STYLE}</style>`)}
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
        ${
          canSwitch &&
          html`<nav>
            <p><a href="${switched}" lang="${other}" hreflang="${other}">${words.otherLanguage}</a></p>
          </nav>`
        }
      </body>
    </html> `.text;
}
