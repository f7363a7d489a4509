import type { AchievementCredential } from '@estafette/verifier';
import type { CopyFormat } from '../credential/credential.events.js';
import type { NotCarried } from '../projection/not-carried.js';
import { secondsOf } from './numeric-date.js';

/** The type of our SD-JWT VCs (`vct`): what they claim, whichever school signed. One for each shape, which never changes. */
export const VCT = 'urn:estafette:vct:achievement-credential:1';

interface Projected {
  readonly claims: object;
  readonly notCarried: readonly NotCarried[];
}

/** What a copy in a form leaves behind of a credential. All forms but one carry it whole. */
export function notCarriedIn(format: CopyFormat, signed: AchievementCredential): readonly NotCarried[] {
  return format === 'dc+sd-jwt' ? projectionOf(signed).notCarried : [];
}

/**
 * What of a credential an SD-JWT VC of the IETF says, which knows neither contexts nor types: the achievement in plain claims, results by the
 * names of criterion and level. What needs the VC Data Model to be understood is left out, and listed.
 *
 * @param signed its status, its proof and the id of its subject are the copy's own, and no concern of this
 */
export function projectionOf(signed: AchievementCredential & { readonly proof?: unknown }): Projected {
  // What is not taken out by name here is not carried: so the list follows from the mapping.
  const { id: jti, validFrom, validUntil, name, issuer, credentialSubject, evidence, ...others } = signed;
  const { credentialStatus: _status, proof: _proof, ...around } = others;
  const { id: iss, name: school, ...ofIssuer } = issuer;
  const { id: _holder, achievement, result, ...ofSubject } = credentialSubject;
  const { identifier, activityStartDate, activityEndDate, creditsEarned, role, ...besides } = ofSubject;
  const { id, name: title, description, criteria, achievementType, ...ofAchievement } = achievement;
  const { version, creditsAvailable, tag, ...beyond } = ofAchievement;
  const claims = {
    iss,
    nbf: secondsOf(validFrom),
    ...(validUntil !== undefined && { exp: secondsOf(validUntil) }),
    jti,
    vct: VCT,
    name,
    issuer: { name: school },
    achievement: { id, name: title, description, criteria, achievementType, version, creditsAvailable, tag },
    identifier,
    activityStartDate,
    activityEndDate,
    creditsEarned,
    role,
    result: result?.map(({ resultDescription, achievedLevel }) => {
      const criterion = achievement.resultDescription?.find((one) => one.id === resultDescription);
      const level = criterion?.rubricCriterionLevel.find((one) => one.id === achievedLevel);
      return { criterion: criterion?.name ?? resultDescription, level: level?.name ?? achievedLevel };
    }),
    evidence: evidence?.map(({ type: _type, ...one }) => one),
  };
  return {
    // A member that is not there is left out at any depth, as JSON does it: the disclosures are made of what is.
    claims: JSON.parse(JSON.stringify(claims)) as object,
    notCarried: [
      ...leftOver('', around),
      ...leftOver('issuer.', ofIssuer),
      ...leftOver('credentialSubject.', besides),
      ...leftOver('credentialSubject.achievement.', beyond),
    ],
  };
}

const NO_CLAIM = 'There is no claim for it.';
const TO_BE_UNDERSTOOD = 'It takes the VC Data Model to be understood, which an SD-JWT VC of the IETF does not know.';

const WHY: Readonly<Record<string, string>> = {
  '@context': TO_BE_UNDERSTOOD,
  type: 'Its `vct` alone says what it is; nothing in it has a type of its own.',
  endorsement: 'What others confirm is signed in the VC Data Model, which an SD-JWT VC of the IETF does not know.',
  'credentialSubject.achievement.alignment': TO_BE_UNDERSTOOD,
  'credentialSubject.achievement.resultDescription':
    'Only the names of the criteria that have a result, and of the level that was reached on each.',
};

/** Types within it go with that of the whole. */
function leftOver(path: string, members: object): NotCarried[] {
  const names = Object.keys(members).filter((name) => path === '' || name !== 'type');
  return names.map((name) => ({ member: path + name, why: WHY[path + name] ?? NO_CLAIM }));
}
