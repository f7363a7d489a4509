import type { PageLanguage } from '../share.events.js';
import { achievementSection, aboutSection, factsSection } from './achievement.js';
import { html, type Html } from './html.js';
import { layout } from './layout.js';
import { answerOf, endingOf, endorsementsOf, type Shown } from './shown.js';
import { Telling } from './telling.js';
import { checksSection, evidenceSection, selfSection, whenSection, whoSection, whoseSection } from './trust.js';
import { WORDS } from './words.js';

/** The page about a shared credential. Pure: the same is shown of the same. */
export function renderPage(language: PageLanguage, shown: Shown): string {
  const telling = new Telling(language, shown.credential);
  const answer = answerOf(shown);
  const { verdicts, endings } = WORDS[language];
  const said = answer === 'not-valid-any-more' ? endings[endingOf(shown)] : verdicts[answer];
  const { name } = shown.credential.credentialSubject.achievement;
  const body = html`<main>
      ${verdictSection(telling, shown, said)} ${achievementSection(telling)} ${factsSection(telling)}
      ${whoSection(telling, shown)} ${whenSection(telling)} ${aboutSection(telling)} ${whoseSection(telling, shown)}
      ${checksSection(telling, shown)} ${evidenceSection(telling)} ${selfSection(telling, shown)}
    </main>
    ${otherLanguage(language)}`;
  return layout(language, `${said} ${name}`, body);
}

/** Whether it holds, and why one can believe so: the one thing to read where there is no time for more. */
function verdictSection(telling: Telling, shown: Shown, said: string): Html {
  const { language, texts, time } = telling;
  const { why, reasons } = WORDS[language];
  const { change, judgement, at } = shown;
  const answer = answerOf(shown);
  const troubles = judgement.checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'undecided');
  return html`<header>
    <h1 class="${answer}">${said}</h1>
    ${answer !== 'not-genuine' && inShort(telling, shown)}
    <p>${why[answer]}</p>
    ${change && html`<p>${texts.changed} ${time(change.at)}: ${reasons[change.reason]}.</p>`}
    ${
      troubles.length > 0 &&
      html`<ul>
        ${troubles.map(({ reason }) => html`<li><bdi>${reason}</bdi></li> `)}
      </ul>`
    }
    <p class="soft">${texts.checkedAt} ${time(at.toISOString(), 'minute')}.</p>
    ${answer === 'not-genuine' && html`<p class="answer">${texts.doNotTrust}</p>`}
  </header>`;
}

/** What somebody can do, at what level, who judged it and who saw it, in a line or two. */
function inShort({ texts, achievement, alignments, said }: Telling, shown: Shown): Html {
  const { judgement, credential } = shown;
  const level = alignments.find(({ targetType }) => LEVELS_IN_SHORT.has(targetType ?? ''));
  const judge = judgement.issuer?.known?.name ?? credential.issuer.name ?? texts.nameless;
  const seen = endorsementsOf(shown).filter(({ because }) => because === null);
  const names = seen.map(({ name }, index) => html`${index > 0 && ', '}${said(name ?? texts.nameless)}`);
  return html`<p>
    <strong>${said(achievement.name)}</strong>${level && html` (${said(level.targetName)})`}. ${texts.judgedShort}
    ${said(judge)}. ${names.length > 0 && html`${texts.seenShort} ${names}.`}
  </p>`;
}

const LEVELS_IN_SHORT: ReadonlySet<string> = new Set(['ext:NLQF', 'ext:EQF', 'ext:IndicativeLevel']);

function otherLanguage(language: PageLanguage): Html {
  const other = language === 'nl' ? 'en' : 'nl';
  return html`<nav>
    <p><a href="?lang=${other}" lang="${other}" hreflang="${other}">${WORDS[language].texts.otherLanguage}</a></p>
  </nav>`;
}
