import type { PageLanguage } from '../share.events.js';
import { achievementSection, aboutSection, factsSection } from './achievement.js';
import { html, type Html } from '@estafette/service-host/html';
import { layout } from './layout.js';
import { pathSection } from './path.js';
import { answerOf, type Shown } from './shown.js';
import { Telling } from './telling.js';
import { selfSection } from './self.js';
import { checksSection, evidenceSection, whenSection, whoSection, whoseSection } from './trust.js';
import { inShort, reasoned, saidOf } from './verdict.js';
import { WORDS } from './words.js';

/** The page about a shared credential. Pure: the same is shown of the same. */
export function renderPage(language: PageLanguage, shown: Shown): string {
  const telling = new Telling(language, shown.credential);
  const { name } = shown.credential.credentialSubject.achievement;
  const body = html`<main>
      ${verdictSection(telling, shown)} ${achievementSection(telling)} ${factsSection(telling)}
      ${whoSection(telling, shown)} ${pathSection(telling, shown)} ${whenSection(telling)} ${aboutSection(telling)}
      ${whoseSection(telling, shown)} ${checksSection(telling, shown)} ${evidenceSection(telling)}
      ${selfSection(telling, shown)}
    </main>
    ${otherLanguage(language)}`;
  return layout(language, `${saidOf(telling, shown)} ${name}`, body);
}

/** Whether it holds, and why one can believe so: the one thing to read where there is no time for more. */
function verdictSection(telling: Telling, shown: Shown): Html {
  const { texts, time } = telling;
  const answer = answerOf(shown);
  return html`<header>
    <h1 class="${answer}">${saidOf(telling, shown)}</h1>
    ${inShort(telling, shown)} ${reasoned(telling, shown)}
    <p class="soft">${texts.checkedAt} ${time(shown.at.toISOString(), 'minute')}.</p>
    ${shown.standing === null && html`<p>${telling.words.elsewhere.about}</p> `}
    ${answer === 'not-genuine' && html`<p class="answer">${texts.doNotTrust}</p>`}
  </header>`;
}

export function otherLanguage(language: PageLanguage): Html {
  const other = language === 'nl' ? 'en' : 'nl';
  return html`<nav>
    <p><a href="?lang=${other}" lang="${other}" hreflang="${other}">${WORDS[language].texts.otherLanguage}</a></p>
  </nav>`;
}
