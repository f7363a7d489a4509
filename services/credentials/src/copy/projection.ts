import type { AchievementCredential } from '@estafette/verifier';

/** The type of our SD-JWT VCs (`vct`): what they claim, whichever school signed. One for each shape, which never changes. */
export const VCT = 'urn:estafette:vct:achievement-credential:1';

/**
 * What of a credential an SD-JWT VC of the IETF says, which knows neither contexts nor types: the achievement in plain claims, results by the
 * names of criterion and level. Left out is what needs the VC Data Model to be understood: endorsements with a signature of their own,
 * alignments, rubrics, related achievements.
 */
export function projectionOf({ name, issuer, credentialSubject, evidence }: AchievementCredential): object {
  const { achievement, result, identifier, activityStartDate, activityEndDate, creditsEarned, role } =
    credentialSubject;
  const { id, description, criteria, achievementType, version, creditsAvailable, tag } = achievement;
  const claims = {
    name,
    issuer: { name: issuer.name },
    achievement: { id, name: achievement.name, description, criteria, achievementType, version, creditsAvailable, tag },
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
  // A member that is not there is left out at any depth, as JSON does it: the disclosures are made of what is.
  return JSON.parse(JSON.stringify(claims)) as object;
}
