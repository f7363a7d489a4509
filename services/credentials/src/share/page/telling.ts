import type { Achievement, AchievementSubject, Alignment, SignedCredential } from '@estafette/verifier';
import type { PageLanguage } from '../share.events.js';
import { html, type Html } from '@estafette/service-host/html';
import { WORDS, type Words } from './words.js';

/** How a page tells things: its words, and what stands in the credential, in the language that it was written in. */
export class Telling {
  readonly words: Words;
  readonly texts: Words['texts'];
  readonly subject: AchievementSubject;
  readonly achievement: Achievement;
  readonly alignments: readonly Alignment[];
  /** In which the credential was written; of the page where it does not say. */
  readonly #written: string;

  constructor(
    readonly language: PageLanguage,
    readonly credential: SignedCredential,
  ) {
    this.words = WORDS[language];
    this.texts = this.words.texts;
    this.subject = credential.credentialSubject;
    this.achievement = this.subject.achievement;
    this.alignments = this.achievement.alignment ?? [];
    const named = this.alignments.flatMap((one) => (one.targetType === 'ext:Language' ? [one.targetName] : []));
    // Of several, which stand there in no order, the page's own where it is among them.
    const [first = language] = named.filter((tag) => LANGUAGE_TAG.test(tag)).sort();
    this.#written = named.includes(language) ? language : first;
  }

  /** Words out of the credential, apart from the page's own: no direction of writing leaks out of them. */
  readonly said = (text: string): Html => html`<bdi lang="${this.#written}">${text}</bdi>`;

  /** The same, where it may have several lines. */
  readonly lines = (text: string): Html => html`<p class="lines" dir="auto" lang="${this.#written}">${text}</p>`;

  /** A day, or a minute, as it is in the Netherlands. */
  readonly time = (moment: string, to: 'day' | 'minute' = 'day'): Html => {
    const date = new Date(moment);
    return Number.isNaN(date.getTime()) ? this.said(moment) : timeIn(this.language, date, to);
  };

  /** A name with a link, where it has an address of the web; other addresses a reader cannot follow safely. */
  readonly linked = (name: string, address: string): Html => {
    if (!/^https?:$/.test(URL.parse(address)?.protocol ?? '')) return this.said(name);
    return html`<a href="${address}" rel="noreferrer noopener nofollow external">${this.said(name)}</a>`;
  };

  /** What a code of ISO means: `NL`, `nl`. */
  readonly named = (type: 'region' | 'language', code: string): string => {
    try {
      return new Intl.DisplayNames([this.language], { type }).of(code) ?? code;
    } catch {
      // What is no code is told as it stands there.
      return code;
    }
  };
}

const LANGUAGE_TAG = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/;

/** A moment as it is in the Netherlands. */
export function timeIn(language: PageLanguage, date: Date, to: 'day' | 'minute'): Html {
  const told = new Intl.DateTimeFormat(language === 'nl' ? 'nl-NL' : 'en-GB', {
    dateStyle: 'long',
    timeZone: 'Europe/Amsterdam',
    ...(to === 'minute' && { timeStyle: 'short' }),
  });
  return html`<time datetime="${date.toISOString()}">${told.format(date)}</time>`;
}

/** A part of the page under a heading; nothing where it has nothing to say. */
export function section(heading: string, content: Html | readonly Html[], id?: string): Html {
  const parts = [content].flat();
  if (parts.length === 0) return html``;
  return html`<section${id !== undefined && html` id="${id}"`}>
    <h2>${heading}</h2>
    ${parts}
  </section> `;
}

/** Things and what is said of each, in the order given; those of which nothing is said are left out. */
export function definitions(entries: readonly (readonly [term: Html | string, said: readonly Html[]])[]): Html[] {
  const told = entries.filter(([, said]) => said.length > 0);
  if (told.length === 0) return [];
  const list = told.map(
    ([term, said]) =>
      html`<dt>${term}</dt>
        ${said.map((one) => html`<dd>${one}</dd> `)}`,
  );
  return [html`<dl>${list}</dl>`];
}

export function list(items: readonly Html[]): Html[] {
  if (items.length === 0) return [];
  return [
    html`<ul>
      ${items.map((item) => html`<li>${item}</li> `)}
    </ul>`,
  ];
}
