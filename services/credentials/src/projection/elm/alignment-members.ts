import type { Alignment } from '@estafette/verifier';
import { SCHEMES } from '../../achievement/european-vocabularies.js';
import type { NotCarried } from '../not-carried.js';
import { toXsdDuration } from './durations.js';
import type { Node, Nodes, Text } from './nodes.js';
import { languageConcept } from './vocabularies.js';

// What an achievement tells as alignments (credential/alignments.ts) has members of its own in the European Learning Model.

interface With extends Nodes {
  /** In the language of the words that we, and no school, gave to a concept. */
  readonly ours: (alignment: Alignment) => Text;
}
type Members = (all: readonly Alignment[], nodes: With) => Node;

const ESCO_SKILL = 'http://data.europa.eu/esco/skill/';
const ISCED_F = 'http://data.europa.eu/snb/isced-f/';

/** The members of a specification that each kind of alignment becomes. */
const MEMBERS: Readonly<Record<string, Members>> = {
  'ext:Language': (all, { concept }) => ({
    language: all.map(({ targetName }) => concept(languageConcept(targetName), { scheme: SCHEMES.language })),
  }),
  'ext:LearningOutcome': (all, { node, text }) => ({
    learningOutcome: all.map(({ targetName }, index) =>
      node('LearningOutcome', `outcome-${index + 1}`, { title: text(targetName) }),
    ),
  }),
  'ceasn:Competency': (all, nodes) => ({ learningOutcome: all.map((skill, index) => outcome(skill, index, nodes)) }),
  'isced-f': (all, { concept, text }) => ({
    thematicArea: all.map(({ targetUrl, targetName, targetCode }) =>
      concept(iriOf(targetUrl), { scheme: SCHEMES.iscedF, label: text(targetName), code: targetCode }),
    ),
  }),
  'ext:Workload': ([load]) => {
    const duration = toXsdDuration(load?.targetCode ?? '');
    return duration === undefined ? {} : { volumeOfLearning: duration };
  },
  'ext:EQF': ([level], { concept }) =>
    level
      ? {
          eqfLevel: concept(level.targetUrl, {
            scheme: SCHEMES.eqf,
            label: { en: level.targetName },
            code: level.targetCode,
          }),
        }
      : {},
  'ext:NLQF': (all, { ownConcept, ours }) => ({
    educationLevel: all.map((level) => ownConcept('nlqf', ours(level), level.targetCode)),
  }),
  'ext:Cycle': (all, { ownConcept, ours }) => ({
    educationLevel: all.map((cycle) => ownConcept('cycle', ours(cycle), cycle.targetCode)),
  }),
  'ext:AssessmentType': (all, { node, concept, ours }) => ({
    provenBy: all.map((type, index) =>
      node('LearningAssessmentSpecification', `assessment-type-${index + 1}`, {
        title: ours(type),
        dcType: concept(type.targetUrl, { scheme: SCHEMES.assessment, label: ours(type) }),
      }),
    ),
  }),
  'ext:Participation': (all, { concept, ours }) => ({
    mode: all.map((form) => concept(form.targetUrl, { scheme: SCHEMES.mode, label: ours(form) })),
  }),
  'ext:EntryRequirement': ([requirement], { note }) =>
    requirement ? { entryRequirement: note('entry-requirement', requirement.targetName) } : {},
  'ext:FurtherInformation': (all, { node, ours }) => ({
    supplementaryDocument: all.map((further, index) =>
      node('WebResource', `further-information-${index + 1}`, {
        title: ours(further),
        contentURL: iriOf(further.targetUrl),
      }),
    ),
  }),
  'ext:QualityAssurance': (all, { note }) => ({
    additionalNote: all.map(({ targetName }) => note('quality-assurance', targetName)),
  }),
  'ext:IndicativeLevel': (all, nodes) => ({ additionalNote: all.map((one) => inOurWords('level', one, nodes)) }),
  'ext:NoLevel': (all, nodes) => ({ additionalNote: all.map((one) => inOurWords('level', one, nodes)) }),
  'ext:Stackability': (all, nodes) => ({ additionalNote: all.map((one) => inOurWords('stackability', one, nodes)) }),
  // It is of the assessments.
  'ext:Supervision': () => ({}),
};

/** Kinds that do not fit as they are. */
const CHANGED: Readonly<Record<string, string>> = {
  'isced-f': 'It is a thematicArea, known by its address; the name of its framework is not told.',
  'ext:IndicativeLevel': 'It is a note: levels there are those by law or by classification.',
  'ext:NLQF':
    'It is an educationLevel in words: the address of this level in the list of the European Union is not known here.',
  'ext:QualityAssurance': 'It is a note: an Accreditation there must name who accredits.',
  'ext:Stackability': 'It is a note: only what it is part of could be named there.',
};

/** The members of a specification that the alignments of an achievement become, and what became of those that do not fit. */
export function alignmentMembers(
  alignments: readonly Alignment[],
  nodes: Nodes,
  labels: 'nl' | 'en',
): { readonly members: readonly Node[]; readonly notCarried: readonly NotCarried[] } {
  const tools: With = { ...nodes, ours: ({ targetName }) => ({ [labels]: targetName }) };
  const kinds = Map.groupBy(alignments, kindOf);
  const members = [...kinds].map(([kind, all]) => MEMBERS[kind]?.(all, tools) ?? {});
  return { members, notCarried: [...kinds].flatMap(([kind, all]) => lostOf(kind, all)) };
}

function lostOf(kind: string, all: readonly Alignment[]): NotCarried[] {
  const why = MEMBERS[kind] ? CHANGED[kind] : 'There is no place for this kind of term.';
  if (why === undefined) return [];
  const member = 'credentialSubject.achievement.alignment';
  return all.map(({ targetName }) => ({ member, why: `${kind}, "${targetName}": ${why}` }));
}

function kindOf({ targetType = '', targetUrl }: Alignment): string {
  return targetUrl.startsWith(ISCED_F) ? 'isced-f' : targetType;
}

/** A skill is told as a learning outcome that is about it: only those refer to skills. */
function outcome({ targetName, targetUrl, targetCode, targetFramework }: Alignment, index: number, nodes: With): Node {
  const { node, text, concept } = nodes;
  const isEsco = targetUrl.startsWith(ESCO_SKILL);
  const name = `skill-${index + 1}`;
  const skill = concept(iriOf(targetUrl), {
    ...(isEsco && { scheme: SCHEMES.escoSkills }),
    label: text(targetName),
    code: targetCode,
  });
  return node('LearningOutcome', name, {
    identifier: [
      node('Identifier', `${name}-id`, {
        notation: targetCode ?? targetUrl,
        ...(targetFramework !== undefined && { schemeName: targetFramework }),
      }),
    ],
    title: text(targetName),
    [isEsco ? 'relatedESCOSkill' : 'relatedSkill']: [skill],
  });
}

/** An address of a school as RDF can hold it: without the characters that RFC 3987 has no place for. */
function iriOf(address: string): string {
  return new URL(address).href.replaceAll(/[\s<>"{}|\\^`]/g, encodeURIComponent);
}

function inOurWords(name: string, alignment: Alignment, { node, ours }: With): Node {
  return node('Note', name, { noteLiteral: ours(alignment) });
}
