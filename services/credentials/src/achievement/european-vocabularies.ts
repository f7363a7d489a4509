import type { Supervision } from './standard-elements.rules.js';

// Controlled vocabularies of the European Union: credentials name concepts of them as alignments, and the projection to the European
// Learning Model as its own members.

export const SNB = 'http://data.europa.eu/snb';
export const AUTHORITY = 'http://publications.europa.eu/resource/authority';

/** The list that a concept is from. */
export const SCHEMES = {
  accreditation: `${SNB}/accreditation/25831c2`,
  assessment: `${SNB}/assessment/25831c2`,
  country: `${AUTHORITY}/country`,
  credential: `${SNB}/credential/25831c2`,
  credit: `${SNB}/education-credit/25831c2`,
  encoding: `${SNB}/encoding/25831c2`,
  eqf: `${SNB}/eqf/25831c2`,
  escoSkills: 'http://data.europa.eu/esco/concept-scheme/skills',
  fileType: `${AUTHORITY}/file-type`,
  iscedF: `${SNB}/isced-f/25831c2`,
  language: `${AUTHORITY}/language`,
  mode: `${SNB}/learning-assessment/25831c2`,
  supervision: `${SNB}/supervision-verification/25831c2`,
} as const;

export const ECTS = `${SNB}/education-credit/6fcec5c5af`;

export interface SupervisionConcept {
  readonly concept: string;
  /** Its English name in the list. */
  readonly label: string;
}

const supervision = (id: string, label: string): SupervisionConcept => ({
  concept: `${SNB}/supervision-verification/${id}`,
  label,
});
const supervisedAndIdentified = supervision('70be69aaf9', 'Supervised with ID Verification');

/** The list does not tell online from on site. */
export const SUPERVISION_CONCEPTS: Readonly<Record<Supervision, SupervisionConcept>> = {
  unsupervised: supervision('c598449d64', 'Unsupervised without ID Verification'),
  'unsupervised-identified': supervision('df2880c5cb', 'Unsupervised with ID Verification'),
  supervised: supervision('44314532f9', 'Supervised without ID Verification'),
  'supervised-online-identified': supervisedAndIdentified,
  'supervised-on-site-identified': supervisedAndIdentified,
};
