import { html } from '@estafette/service-host/html';
import type { Language } from './language.js';
import { layout } from './layout.js';
import { scopeList } from './consent-page.js';
import { WORDS } from './words.js';

export interface AllowedApplication {
  readonly clientId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly since: Date;
}

interface GrantsPage {
  readonly language: Language;
  /** Where the forms go. */
  readonly at: string;
  /** Undefined: nobody is logged in. */
  readonly applications: readonly AllowedApplication[] | undefined;
}

/** Where somebody sees and ends what they let applications do. */
export function grantsPage({ language, at, applications }: GrantsPage): string {
  const words = WORDS[language];
  const { grants } = words;
  if (applications === undefined) {
    const body = html`<p>${grants.loggedOut}</p>
      <p><a href="${at}/log-in">${grants.logIn}</a></p>`;
    return layout({ language, title: grants.title, body, canSwitch: true });
  }
  const day = new Intl.DateTimeFormat(language === 'nl' ? 'nl-NL' : 'en-GB', {
    dateStyle: 'long',
    timeZone: 'Europe/Amsterdam',
  });
  const shown = applications.map(
    ({ clientId, name, scopes, since }) =>
      html`<section>
        <h2><bdi>${name}</bdi></h2>
        <p>${grants.since} <time datetime="${since.toISOString()}">${day.format(since)}</time>. ${grants.may}</p>
        ${scopeList(words, scopes)}
        <form method="post" action="${at}/ended">
          <input type="hidden" name="client_id" value="${clientId}" />
          <button aria-label="${grants.end}: ${name}">${grants.end}</button>
        </form>
      </section>`,
  );
  const body = html`<p>${applications.length === 0 ? grants.none : grants.ending}</p>
    ${shown}
    <form method="post" action="${at}/log-out"><button>${grants.logOut}</button></form>`;
  return layout({ language, title: grants.title, body, canSwitch: true });
}
