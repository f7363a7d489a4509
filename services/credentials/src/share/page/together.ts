import type { Verdict } from '@estafette/verifier';
import { html, type Html } from '@estafette/service-host/html';
import type { PageLanguage } from '../share.events.js';
import { layout } from './layout.js';
import { otherLanguage } from './page.js';
import { selfTogether } from './self.js';
import { answerOf, type Listed, type ShownTogether } from './shown.js';
import { definitions, section, Telling, timeIn } from './telling.js';
import { saidOf } from './verdict.js';
import { WORDS } from './words.js';

/** The page about several credentials under one title: each with its own answer, and the way to its own page. Pure, as that is. */
export function renderTogether(language: PageLanguage, shown: ShownTogether): string {
  const words = WORDS[language];
  const { together, texts } = words;
  const { title, listed, at } = shown;
  const answering = (answer: Verdict): number => listed.filter((one) => answerOf(one) === answer).length;
  const unknown = answering('valid-issuer-unknown');
  const list = listed.map((one) => html`<li>${listedOne(language, one)}</li> `);
  const body = html`<main>
      <header>
        <p class="soft">${together.kind}</p>
        <h1><bdi>${title}</bdi></h1>
        <p>${together.about}</p>
        <p>
          ${together.count} ${listed.length}. ${together.holding} ${answering('valid')}.
          ${unknown > 0 && html`${together.issuerUnknown} ${unknown}.`}
        </p>
        <p class="soft">${texts.checkedAt} ${timeIn(language, at, 'minute')}.</p>
      </header>
      ${section(
        together.shown,
        html`<ol>
          ${list}
        </ol>`,
      )}
      ${selfTogether(words, language, shown)}
    </main>
    ${otherLanguage(language)}`;
  return layout(language, title, body);
}

function listedOne(language: PageLanguage, one: Listed): Html {
  const telling = new Telling(language, one.credential);
  const { words, texts, said, time, achievement, credential } = telling;
  const { validFrom, validUntil, issuer } = credential;
  const known = one.judgement.issuer?.known ?? null;
  const name = said(known?.name ?? issuer.name ?? texts.nameless);
  const where = one.standing === null && html` <span class="soft">(${words.elsewhere.short})</span>`;
  return html`<h3><a href="${one.token}?lang=${language}">${said(achievement.name)}</a></h3>
    <p><strong class="${answerOf(one)}">${saidOf(telling, one)}</strong></p>
    ${definitions([
      [texts.issuer, [html`${name}${where}`]],
      [texts.validFrom, validFrom === '' ? [] : [time(validFrom)]],
      [texts.validUntil, validUntil === undefined ? [] : [time(validUntil)]],
    ])}`;
}
