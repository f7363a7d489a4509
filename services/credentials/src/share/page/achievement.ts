import type { Alignment, ResultDescription } from '@estafette/verifier';
import { html, type Html } from '@estafette/service-host/html';
import { definitions, list, section, type Telling } from './telling.js';

/** What the person can do, and at what level. */
export function achievementSection(telling: Telling): Html {
  const { words, achievement, alignments, said, lines } = telling;
  const [summary = ''] = achievement.description.split('\n');
  const learnt = alignments.filter(({ targetType }) => targetType === 'ext:LearningOutcome');
  const criteria = achievement.resultDescription ?? [];
  const shown = definitions(criteria.map((one) => [said(one.name), [reached(telling, one)]]));
  const outcomes = list(learnt.map(({ targetName }) => said(targetName)));
  return section(words.headings.can, [
    html`<h3>${said(achievement.name)}</h3>
      ${summary !== '' && lines(summary)}`,
    ...under(words.headings.shown, shown),
    ...under(words.headings.learnt, outcomes),
  ]);
}

const under = (heading: string, content: readonly Html[]): Html[] =>
  content.length === 0 ? [] : [html`<h3>${heading}</h3> `, ...content];

function reached({ texts, subject, said }: Telling, criterion: ResultDescription): Html {
  const ordered = criterion.rubricCriterionLevel.toSorted((a, b) => Number(a.level ?? 0) - Number(b.level ?? 0));
  const results = (subject.result ?? []).filter((one) => one.resultDescription === criterion.id);
  const ids = new Set(results.map(({ achievedLevel }) => achievedLevel));
  // Others may give several results for one criterion, in whatever order.
  const achieved = ordered.flatMap(({ id, name }, index) => {
    const place = `${index + 1} ${texts.levelOf} ${ordered.length}`;
    return ids.has(id) ? [html`<strong>${said(name)}</strong> (${place})`] : [];
  });
  if (achieved.length === 0) return html`${texts.notShown}`;
  const asked = ordered.find(({ id }) => id === criterion.requiredLevel);
  return html`${texts.reached}
  ${achieved.map((one, index) => html`${index > 0 && ', '}${one}`)}${
    asked && html`; ${texts.asked} ${said(asked.name)}`
  }`;
}

const LEVELS = ['EQF', 'NLQF', 'IndicativeLevel', 'NoLevel', 'Cycle'];

/** The standard elements of a European micro-credential, as its alignments tell them. */
export function factsSection(telling: Telling): Html {
  const { words, subject, alignments, said, linked, named } = telling;
  const { facts } = words;
  const of = (...kinds: readonly string[]): readonly Alignment[] =>
    kinds.flatMap((kind) => alignments.filter(({ targetType }) => targetType === `ext:${kind}`));
  const names = (...kinds: readonly string[]): Html[] => of(...kinds).map(({ targetName }) => said(targetName));
  const elements = definitions([
    [facts.level, names(...LEVELS)],
    [facts.workload, names('Workload')],
    [facts.credits, subject.creditsEarned === undefined ? [] : [html`${subject.creditsEarned}`]],
    [facts.assessment, names('AssessmentType')],
    [facts.participation, names('Participation')],
    [facts.supervision, names('Supervision')],
    [facts.quality, names('QualityAssurance')],
    [facts.entry, names('EntryRequirement')],
    [facts.stackability, names('Stackability')],
    [facts.language, of('Language').map(({ targetName }) => html`<bdi>${named('language', targetName)}</bdi>`)],
    [facts.further, of('FurtherInformation').map(({ targetName, targetUrl }) => linked(targetName, targetUrl))],
  ]);
  const fits = alignments.filter(({ targetType = '' }) => !targetType.startsWith('ext:') || SKILLS.has(targetType));
  const skills = fits.map(
    ({ targetName, targetUrl, targetFramework }) =>
      html`${linked(targetName, targetUrl)}${targetFramework !== undefined && html` (${said(targetFramework)})`}`,
  );
  return html`${section(words.headings.facts, elements)} ${section(words.headings.fits, list(skills))}`;
}

const SKILLS: ReadonlySet<string> = new Set(['ext:WorkProcess', 'ext:Occupation']);

/** What it is worth and what not, which stands below the first line of the description. */
export function aboutSection({ words, achievement, lines }: Telling): Html {
  const [, ...rest] = achievement.description.split('\n');
  return section(words.headings.worth, rest.length === 0 ? [] : lines(rest.join('\n')));
}
