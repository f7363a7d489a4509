import { html } from '@estafette/service-host/html';
import type { Html } from '@estafette/service-host/html';
import type { Language } from './language.js';
import { layout } from './layout.js';
import { WORDS } from './words.js';
import type { Words } from './words.js';

/** What an application says of itself, as it was registered. */
export interface Application {
  readonly name: string;
  /** Whether it told all this itself, and nobody checked it. */
  readonly selfDeclared: boolean;
  readonly about?: string | undefined;
  readonly policy?: string | undefined;
  readonly terms?: string | undefined;
}

interface ConsentPage {
  readonly language: Language;
  readonly application: Application;
  readonly scopes: readonly string[];
  /** Where people go from here. */
  readonly redirectUri: string;
  readonly at: string;
  /** Where one sees and ends what one allowed. */
  readonly grants: string;
}

/** Where somebody decides what an application may do. */
export function consentPage({ language, application, scopes, redirectUri, at, grants }: ConsentPage): string {
  const words = WORDS[language];
  const { consent } = words;
  const links = [
    [consent.about, application.about] as const,
    [consent.policy, application.policy] as const,
    [consent.terms, application.terms] as const,
  ].flatMap(([text, address]) => (address === undefined ? [] : [html`<li>${link(text, address)}</li> `]));
  const body = html`<dl>
      <dt>${words.application}</dt>
      <dd>
        <strong><bdi>${application.name}</bdi></strong>
        ${application.selfDeclared && html`<p class="soft">${words.selfDeclared}</p>`}
      </dd>
      <dt>${words.sentTo}</dt>
      <dd>
        <strong><bdi>${new URL(redirectUri).host}</bdi></strong>
      </dd>
    </dl>
    <h2>${consent.asks}</h2>
    ${scopeList(words, scopes)}
    <form method="post" action="${at}/consent">
      <button class="main">${consent.allow}</button>
    </form>
    <form method="post" action="${at}/refusal">
      <button>${consent.refuse}</button>
    </form>
    <p class="soft">${consent.remembered} <a href="${grants}">${words.grants.title}</a>.</p>
    ${
      links.length > 0 &&
      html`<ul>
        ${links}
      </ul>`
    }`;
  return layout({ language, title: consent.title, body, canSwitch: true });
}

/** What somebody may do, in plain words. */
export function scopeList({ scopes: said }: Words, scopes: readonly string[]): Html {
  const known: Readonly<Record<string, string | undefined>> = said;
  return html`<ul>
    ${scopes.map((scope) => html`<li>${known[scope] ?? scope}</li> `)}
  </ul>`;
}

/** A link of the application's; registered as an address of the web, and no other becomes a link. */
function link(text: string, address: string): Html {
  if (!/^https?:\/\//i.test(address)) return html`${text}: <bdi>${address}</bdi>`;
  return html`<a href="${address}" rel="noreferrer nofollow">${text}</a>`;
}
