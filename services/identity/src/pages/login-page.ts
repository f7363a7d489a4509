import { html } from '@estafette/service-host/html';
import type { Html } from '@estafette/service-host/html';
import type { Language } from './language.js';
import { layout } from './layout.js';
import { WORDS } from './words.js';
import type { Words } from './words.js';

/** Asks for the first step, also when a code is on its way. */
const AGAIN = { again: 'yes' };

export type LoginStep = 'demo' | 'address' | 'code';

interface LoginPage {
  readonly language: Language;
  readonly step: LoginStep;
  /** Where the forms go, without a slash at the end. */
  readonly at: string;
  /** The name that the application gave itself; null for a page of our own. */
  readonly application: string | null;
  readonly fault?: keyof Words['faults'] | undefined;
  /** What they filled in that is not right, to be mended where it stands. */
  readonly entered?: string | undefined;
  /** Whether they came back to this step by themselves. */
  readonly again?: boolean | undefined;
}

/** Where somebody proves who they are. */
export function loginPage({ language, step, at, application, fault, entered, again = false }: LoginPage): string {
  const words = WORDS[language];
  const { login } = words;
  const body = html`<p>${purposeOf(words, application)}</p>
    ${fault !== undefined && html`<p class="fault" role="alert" id="fault">${words.faults[fault]}</p>`}
    ${FORMS[step](words, at, { isFault: fault !== undefined, entered })}`;
  const title = step === 'demo' ? login.demoTitle : login.title;
  return layout({
    language,
    title,
    body,
    canSwitch: fault === undefined,
    query: again ? AGAIN : {},
    isFault: fault !== undefined,
  });
}

function purposeOf({ purpose, ownPurpose }: Words, application: string | null): Html {
  return application === null ? html`${ownPurpose}` : html`${purpose} <strong><bdi>${application}</bdi></strong>`;
}

interface Filled {
  readonly isFault: boolean;
  readonly entered: string | undefined;
}

/** What a field says of itself: where its help stands, and what was wrong with what is in it. */
const filled = ({ isFault, entered }: Filled): Html =>
  html`aria-describedby="${isFault ? 'fault help' : 'help'}" ${isFault && html`aria-invalid="true"`}
  ${entered !== undefined && html`value="${entered}"`}`;

const FORMS: Readonly<Record<LoginStep, (words: Words, at: string, was: Filled) => Html>> = {
  demo: ({ login }, at, was) =>
    html`<p class="notice" id="help">${login.demo}</p>
      <form method="post" action="${at}/person">
        <label for="person">${login.person}</label>
        <input id="person" name="person" required maxlength="64" autocomplete="off" ${filled(was)} />
        <button class="main">${login.button}</button>
      </form>`,
  address: ({ login }, at, was) =>
    html`<form method="post" action="${at}/address">
      <label for="address">${login.address}</label>
      <p class="soft" id="help">${login.addressHelp}</p>
      <input id="address" name="address" type="email" required maxlength="254" autocomplete="email" ${filled(was)} />
      <button class="main">${login.send}</button>
    </form>`,
  code: ({ login }, at, was) =>
    html`<p id="help">${login.codeHelp}</p>
      <form method="post" action="${at}/code">
        <label for="code">${login.code}</label>
        <input
          id="code"
          name="code"
          required
          maxlength="12"
          inputmode="numeric"
          autocomplete="one-time-code"
          ${filled(was)}
        />
        <button class="main">${login.button}</button>
      </form>
      <p><a href="${at}?${String(new URLSearchParams(AGAIN))}">${login.again}</a></p>`,
};
