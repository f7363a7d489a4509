import type { Alignment } from '@estafette/verifier';
import { html, type Html } from '@estafette/service-host/html';
import { answerOf, endingOf, endorsementsOf, type Judged } from './shown.js';
import type { Telling } from './telling.js';

/** The answer in a sentence. */
export function saidOf({ words: { verdicts, endings } }: Telling, judged: Judged): string {
  const answer = answerOf(judged);
  return answer === 'not-valid-any-more' ? endings[endingOf(judged)] : verdicts[answer];
}

/** Why it is so, and what did not pass. */
export function reasoned({ words, texts, time }: Telling, judged: Judged): Html {
  const { change, judgement, standing } = judged;
  const failing = judgement.checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'undecided');
  // A status list has one bit for all that ends. Of what its holder declined, nobody is told that the issuer withdrew it.
  const troubles = standing === 'declined' ? failing.filter(({ code }) => code !== 'revoked') : failing;
  return html`<p>${words.why[answerOf(judged)]}</p>
    ${change && html`<p>${texts.changed} ${time(change.at)}: ${words.reasons[change.reason]}.</p>`}
    ${
      troubles.length > 0 &&
      html`<ul>
        ${troubles.map(({ reason }) => html`<li><bdi>${reason}</bdi></li> `)}
      </ul>`
    }`;
}

/** What somebody can do, at what level, who judged it and who saw it, in a line or two; nothing of what is not genuine. */
export function inShort({ texts, achievement, alignments, said }: Telling, judged: Judged): Html | false {
  if (answerOf(judged) === 'not-genuine') return false;
  const { judgement, credential } = judged;
  const levels = alignments.filter(({ targetType }) => LEVELS_IN_SHORT.includes(targetType ?? ''));
  // JSON-LD has no order of alignments: the one for the Netherlands comes first.
  const [level] = levels.toSorted((a, b) => rankOf(a) - rankOf(b) || a.targetName.localeCompare(b.targetName));
  const judge = judgement.issuer?.known?.name ?? credential.issuer.name ?? texts.nameless;
  const seen = endorsementsOf(judged).filter(({ because }) => because === null);
  const names = seen.map(({ name }, index) => html`${index > 0 && ', '}${said(name ?? texts.nameless)}`);
  return html`<p>
    <strong>${said(achievement.name)}</strong>${level && html` (${said(level.targetName)})`}.
    ${judged.standing === null ? texts.issuer : texts.judgedShort} ${said(judge)}.
    ${names.length > 0 && html`${texts.seenShort} ${names}.`}
  </p>`;
}

const LEVELS_IN_SHORT = ['ext:NLQF', 'ext:EQF', 'ext:IndicativeLevel'];
const rankOf = ({ targetType = '' }: Alignment): number => LEVELS_IN_SHORT.indexOf(targetType);
