/**
 * What a recognition tells of itself beside its criteria: the European standard elements to describe a micro-credential (Council
 * Recommendation 2022/C 243/02, Annex I) that belong to the achievement. A draft may leave any of them open.
 */
export interface StandardElements {
  /** What somebody knows, understands and can do. */
  readonly learningOutcomes: readonly string[];
  readonly studyLoad: StudyLoad | null;
  readonly level: Level | null;
  readonly assessmentTypes: readonly AssessmentType[];
  readonly participation: Participation | null;
  readonly qualityAssurance: QualityAssurance | null;
  // The rest is optional in the recommendation.
  readonly prerequisites: string | null;
  readonly supervision: Supervision | null;
  readonly stackability: Stackability | null;
  /** An address with more of it. */
  readonly furtherInformation: string | null;
}

/** 1 EC (ECTS) is 28 SBU; an SBU is an hour of study. */
export interface StudyLoad {
  readonly unit: 'ects' | 'sbu' | 'hour';
  readonly value: number;
}

/** An indicative level is never shown as a level of the NLQF. */
export interface Level {
  /** By law, by classification in the NLQF, as somebody’s own estimate, or none at all. */
  readonly basis: 'law' | 'classified' | 'indicative' | 'none';
  /** Of the European Qualifications Framework, 1 to 8. */
  readonly eqf: number | null;
  readonly nlqf: Nlqf | null;
  /** Of the framework of the European Higher Education Area, where there is one. */
  readonly cycle: 'short' | 'first' | 'second' | 'third' | null;
}

export const NLQF = ['entry', '1', '2', '3', '4', '4+', '5', '6', '7', '8'] as const;
export type Nlqf = (typeof NLQF)[number];

export const ASSESSMENT_TYPES = [
  'practical-assessment',
  'portfolio',
  'project-work',
  'artefact-assessment',
  'presentation',
  'oral-examination',
  'written-examination',
  'marked-assignment',
  'continuous-evaluation',
] as const;
export type AssessmentType = (typeof ASSESSMENT_TYPES)[number];

export const PARTICIPATIONS = [
  'work-based',
  'project-based',
  'lab-based',
  'on-site',
  'online',
  'blended',
  'hybrid',
] as const;
export type Participation = (typeof PARTICIPATIONS)[number];

export interface QualityAssurance {
  readonly type: 'accredited' | 'external' | 'internal';
  /** How, and by whom, in a sentence. */
  readonly statement: string;
}

export const SUPERVISIONS = [
  'unsupervised',
  'unsupervised-identified',
  'supervised',
  'supervised-online-identified',
  'supervised-on-site-identified',
] as const;
export type Supervision = (typeof SUPERVISIONS)[number];

export type Stackability = 'stand-alone' | 'stackable';

/** A term of a published scheme that the achievement is about. */
export interface SkillAlignment {
  readonly kind: 'skill' | 'work-process' | 'occupation' | 'qualification';
  readonly name: string;
  readonly url: string;
  /** The scheme, such as CompetentNL, ESCO or a qualification file. */
  readonly framework: string;
  readonly code: string | null;
}

/** What a definition had before it could tell these. */
export const NOTHING_TOLD: StandardElements = {
  learningOutcomes: [],
  studyLoad: null,
  level: null,
  assessmentTypes: [],
  participation: null,
  qualityAssurance: null,
  prerequisites: null,
  supervision: null,
  stackability: null,
  furtherInformation: null,
};

/** What must be told before it is published, by its JSON pointer in a definition. */
export function elementsMissing(elements: StandardElements): readonly { at: string; detail: string }[] {
  const { learningOutcomes, studyLoad, level, assessmentTypes, participation, qualityAssurance } = elements;
  const missing: (false | [name: string, detail: string])[] = [
    learningOutcomes.length === 0 && ['learningOutcomes', 'Say what somebody knows, understands and can do.'],
    studyLoad === null && ['studyLoad', 'Say what study load it stands for, in EC where you can.'],
    level === null && ['level', 'Say at what level it is and by what right, or that it has none (basis: none).'],
    assessmentTypes.length === 0 && ['assessmentTypes', 'Say how it is assessed.'],
    participation === null && ['participation', 'Say in what form people take part.'],
    qualityAssurance === null && ['qualityAssurance', 'Say how its quality is assured.'],
  ];
  return missing.flatMap((one) => (one ? [{ at: `/standardElements/${one[0]}`, detail: one[1] }] : []));
}

/** What in the elements contradicts itself. */
export function elementsUnsound({ level }: StandardElements): readonly { at: string; detail: string }[] {
  if (level === null) return [];
  const { basis, eqf, nlqf } = level;
  const at = '/standardElements/level';
  if (basis === 'none' && (eqf !== null || nlqf !== null))
    return [{ at, detail: 'Without a basis there is no level.' }];
  if (basis !== 'none' && eqf === null && nlqf === null)
    return [{ at, detail: 'Say which level, of the EQF or the NLQF.' }];
  return [];
}
