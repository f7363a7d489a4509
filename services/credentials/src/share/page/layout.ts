import type { PageLanguage } from '../share.events.js';
import { html, raw, type Html } from '@estafette/service-host/html';
import { PAGE_STYLE } from './style.js';

/** A whole page around what it says; without scripts, and with nothing from elsewhere. */
export function layout(language: PageLanguage, title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="referrer" content="no-referrer" />
        <title>${title}</title>
        ${raw(`<style>${PAGE_STYLE}</style>`)}
      </head>
      <body>
        ${body}
      </body>
    </html> `.text;
}

/** Said where there is nothing behind a link (any more), in both languages: nobody knows who opened it. */
export function endedPage(what: 'unknown' | 'ended'): string {
  const { nl, en } = WORDS[what];
  const body = html`<main>
    <h1>${nl.title}</h1>
    <p>${nl.text}</p>
    <section lang="en">
      <h2>${en.title}</h2>
      <p>${en.text}</p>
    </section>
  </main>`;
  return layout('nl', nl.title, body);
}

const WORDS = {
  unknown: {
    nl: {
      title: 'Deze link kennen we niet.',
      text: 'Kijk of het hele adres is overgenomen, tot en met het laatste teken. Lukt het dan niet, vraag dan een nieuwe link aan wie je deze gaf.',
    },
    en: {
      title: 'We do not know this link.',
      text: 'See whether you have the whole address, to its last character. If that does not help, ask whoever gave you the link for a new one.',
    },
  },
  ended: {
    nl: {
      title: 'Deze link werkt niet meer.',
      text: 'De link is verlopen, of gesloten door wie hem gaf. Dat zegt niets over wat erachter stond. Vraag om een nieuwe link.',
    },
    en: {
      title: 'This link does not work any more.',
      text: 'The link ended, or was closed by whoever gave it to you. That says nothing about what was behind it. Ask for a new link.',
    },
  },
} as const;
