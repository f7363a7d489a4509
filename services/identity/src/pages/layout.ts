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
}

/** A whole page around what it says; without scripts, and with nothing from elsewhere. */
export function layout({ language, title, body, canSwitch = false }: Page): string {
  const other = language === 'nl' ? 'en' : 'nl';
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
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
            <p><a href="?lang=${other}" lang="${other}" hreflang="${other}">${WORDS[language].otherLanguage}</a></p>
          </nav>`
        }
      </body>
    </html> `.text;
}
