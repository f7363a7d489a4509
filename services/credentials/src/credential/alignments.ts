import type { Alignment } from '@estafette/verifier';
import type { Definition } from '../achievement/achievement.events.js';
import { AUTHORITY, ECTS, SCHEMES, SNB, SUPERVISION_CONCEPTS } from '../achievement/european-vocabularies.js';
import type {
  AssessmentType,
  Level,
  Participation,
  SkillAlignment,
  StandardElements,
  StudyLoad,
  Supervision,
} from '../achievement/standard-elements.rules.js';

// Open Badges 3.0 has no member for most of what a European micro-credential tells. It travels as alignments: each with a type of
// ours (`ext:…`) and the address of its concept in the vocabularies of the European Union, so that machines can tell them apart.

const ELM = `${SNB}/model/elm`;

type Language = 'nl' | 'en';
type Words = Readonly<Record<Language, string>>;

const words = (nl: string, en: string): Words => ({ nl, en });

const ASSESSMENTS: Readonly<Record<AssessmentType, readonly [concept: string, Words]>> = {
  'practical-assessment': ['6a4db9f11d', words('Praktijkbeoordeling', 'Practical assessment')],
  portfolio: ['4f03b91c0e', words('Portfolio', 'Portfolio')],
  'project-work': ['795dac4096', words('Projectwerk', 'Project work')],
  'artefact-assessment': ['de4d165a6c', words('Beoordeling van een product', 'Artefact assessment')],
  presentation: ['c_04b30a72', words('Presentatie', 'Presentation')],
  'oral-examination': ['d30284d7df', words('Mondeling examen', 'Oral examination')],
  'written-examination': ['6e6cb2cc78', words('Schriftelijk examen', 'Written examination')],
  'marked-assignment': ['2939dae15f', words('Beoordeelde opdracht', 'Marked assignment')],
  'continuous-evaluation': ['3484bd7e51', words('Doorlopende beoordeling', 'Continuous evaluation')],
};

const PARTICIPATIONS: Readonly<Record<Participation, readonly [concept: string, Words]>> = {
  'work-based': ['729f3bed4b', words('Op het werk', 'Work-based')],
  'project-based': ['7813801c77', words('In projecten', 'Project-based')],
  'lab-based': ['ed4c557045', words('In een lab', 'Lab-based')],
  'on-site': ['9191af2ed9', words('Op locatie', 'On site')],
  online: ['920fbb3cbe', words('Online', 'Online')],
  blended: ['e92d221e4d', words('Deels online', 'Blended')],
  hybrid: ['c_3a90b26d', words('Hybride', 'Hybrid')],
};

const SUPERVISIONS: Readonly<Record<Supervision, Words>> = {
  unsupervised: words('Zonder toezicht, identiteit niet vastgesteld', 'Unsupervised, identity not verified'),
  'unsupervised-identified': words('Zonder toezicht, identiteit vastgesteld', 'Unsupervised, identity verified'),
  supervised: words('Met toezicht, identiteit niet vastgesteld', 'Supervised, identity not verified'),
  'supervised-online-identified': words(
    'Met toezicht, online, identiteit vastgesteld',
    'Supervised online, identity verified',
  ),
  'supervised-on-site-identified': words(
    'Met toezicht, op locatie, identiteit vastgesteld',
    'Supervised on site, identity verified',
  ),
};

const STACKABILITY = {
  'stand-alone': words('Staat op zichzelf', 'Stands alone'),
  stackable: words('Te combineren tot iets groters', 'Stackable towards something larger'),
};

const CYCLES: Readonly<Record<NonNullable<Level['cycle']>, Words>> = {
  short: words('Korte cyclus hoger onderwijs', 'Short cycle higher education'),
  first: words('Eerste cyclus hoger onderwijs', 'First cycle higher education'),
  second: words('Tweede cyclus hoger onderwijs', 'Second cycle higher education'),
  third: words('Derde cyclus hoger onderwijs', 'Third cycle higher education'),
};

/** In the authority table of languages of the European Union; others by their code of ISO 639. */
const EU_LANGUAGES: Readonly<Record<string, string>> = {
  nl: 'NLD',
  en: 'ENG',
  de: 'DEU',
  fr: 'FRA',
  fy: 'FRY',
  es: 'SPA',
  pl: 'POL',
  tr: 'TUR',
  ar: 'ARA',
  uk: 'UKR',
};

const SKILL_TYPES: Readonly<Record<SkillAlignment['kind'], string>> = {
  skill: 'ceasn:Competency',
  'work-process': 'ext:WorkProcess',
  occupation: 'ext:Occupation',
  qualification: 'ceterms:Credential',
};

/** What an achievement tells as alignments: its skills, its language, and the standard elements without a member of their own. */
export function alignmentsOf({ alignments, inLanguage, standardElements }: Definition): readonly Alignment[] {
  const language: Language = inLanguage.startsWith('nl') ? 'nl' : 'en';
  return [
    ...alignments.map(skill),
    alignment('Language', inLanguage, addressOfLanguage(inLanguage)),
    ...elements(standardElements, language),
  ];
}

function skill({ kind, name, url, framework, code }: SkillAlignment): Alignment {
  return {
    type: ['Alignment'],
    targetName: name,
    targetUrl: url,
    targetFramework: framework,
    ...(code !== null && { targetCode: code }),
    targetType: SKILL_TYPES[kind],
  };
}

function elements(elements: StandardElements, language: Language): Alignment[] {
  const { learningOutcomes, studyLoad, level, assessmentTypes, participation, qualityAssurance } = elements;
  const { prerequisites, supervision, stackability, furtherInformation } = elements;
  return [
    ...learningOutcomes.map((outcome) => alignment('LearningOutcome', outcome, `${ELM}/learningOutcome`)),
    ...(studyLoad === null ? [] : [workload(studyLoad, language)]),
    ...(level === null ? [] : levels(level, language)),
    ...assessmentTypes.map((type) => {
      const [concept, said] = ASSESSMENTS[type];
      return alignment('AssessmentType', said[language], `${SNB}/assessment/${concept}`);
    }),
    ...(participation === null
      ? []
      : [
          alignment(
            'Participation',
            PARTICIPATIONS[participation][1][language],
            `${SNB}/learning-assessment/${PARTICIPATIONS[participation][0]}`,
          ),
        ]),
    ...(qualityAssurance === null
      ? []
      : [
          alignment(
            'QualityAssurance',
            qualityAssurance.statement,
            // The list itself: its four concepts tell a licence from quality assurance, and an institution from a programme, which
            // our types do not, and it has none for quality assurance by the school itself.
            SCHEMES.accreditation,
            qualityAssurance.type,
          ),
        ]),
    ...(prerequisites === null ? [] : [alignment('EntryRequirement', prerequisites, `${ELM}/entryRequirement`)]),
    ...(supervision === null
      ? []
      : [
          alignment(
            'Supervision',
            SUPERVISIONS[supervision][language],
            SUPERVISION_CONCEPTS[supervision].concept,
            supervision,
          ),
        ]),
    ...(stackability === null
      ? []
      : [alignment('Stackability', STACKABILITY[stackability][language], `${ELM}/isPartOf`, stackability)]),
    ...(furtherInformation === null
      ? []
      : [
          alignment(
            'FurtherInformation',
            words('Meer informatie', 'Further information')[language],
            furtherInformation,
          ),
        ]),
  ];
}

function workload({ unit, value }: StudyLoad, language: Language): Alignment {
  if (unit !== 'ects') {
    const said = {
      sbu: words(`${value} SBU`, `${value} hours of study (SBU)`),
      hour: words(`${value} uur`, `${value} hours`),
    };
    return alignment('Workload', said[unit][language], `${ELM}/volumeOfLearning`, `PT${value}H`);
  }
  const hours = Math.round(value * 28 * 100) / 100;
  const said = words(`${value} EC (${hours} SBU)`, `${value} ECTS (${hours} hours of study)`);
  return alignment('Workload', said[language], ECTS, `PT${hours}H`);
}

/** A level by law or by classification is named by its framework; an estimate is called one. */
function levels({ basis, eqf, nlqf, cycle }: Level, language: Language): Alignment[] {
  const ofCycle = cycle === null ? [] : [alignment('Cycle', CYCLES[cycle][language], `${ELM}/educationLevel`, cycle)];
  if (basis === 'none') {
    return [alignment('NoLevel', words('Geen niveau', 'No level')[language], `${ELM}/EQFLevel`), ...ofCycle];
  }
  if (basis === 'indicative') {
    const level = nlqf ?? String(eqf);
    const said = words(`Indicatief niveau ${level} (niet ingeschaald)`, `Indicative level ${level} (not classified)`);
    return [alignment('IndicativeLevel', said[language], `${ELM}/EQFLevel`, level), ...ofCycle];
  }
  return [
    ...(eqf === null ? [] : [alignment('EQF', `EQF ${eqf}`, `${SNB}/eqf/${eqf}`, String(eqf))]),
    ...(nlqf === null ? [] : [alignment('NLQF', `NLQF ${nlqf}`, `${ELM}/NQFLevel`, nlqf)]),
    ...ofCycle,
  ];
}

function addressOfLanguage(tag: string): string {
  const [code = ''] = tag.split('-');
  const known = EU_LANGUAGES[code];
  if (known !== undefined) return `${AUTHORITY}/language/${known}`;
  return `http://id.loc.gov/vocabulary/iso639-${code.length === 2 ? 1 : 2}/${code}`;
}

function alignment(kind: string, targetName: string, targetUrl: string, targetCode?: string): Alignment {
  return {
    type: ['Alignment'],
    targetName,
    targetUrl,
    ...(targetCode !== undefined && { targetCode }),
    targetType: `ext:${kind}`,
  };
}
