import { z } from 'zod';
import { learnerRecordAt } from './learner-record-model.js';
import {
  ACHIEVEMENT_TYPES,
  ALIGNMENT_TARGET_TYPES,
  IDENTIFIER_TYPES,
  RESULT_STATUSES,
  RESULT_TYPES,
} from './open-badges-terms.js';
import { valuesAt, type Level } from './open-badges-values.js';

/**
 * The classes of Open Badges 3.0, and the record of CLR 2.0 that holds them, in our own words: for each the members that it must have, then those that it may have. Closed
 * are Image, IdentityObject and IdentifierEntry.
 */
export function openBadgesAt(level: Level) {
  const values = valuesAt(level);
  const { open, closed, list, types, reference, only, oneOf, termOf, ...value } = values;
  const { text, uri, number, boolean, date, moment, language, jwt, contexts } = value;

  // An issuer may be endorsed, and an endorsement has an issuer.
  const endorsements = z.lazy(() => list(endorsement));
  const parent = z.lazy(() => profile);

  const image = closed({ id: uri, type: only('Image') }, { caption: text });

  const identifierType = termOf('IdentifierTypeEnum', IDENTIFIER_TYPES);
  const identifierEntry = closed({ type: only('IdentifierEntry'), identifier: text, identifierType });
  const identityObject = closed(
    { type: only('IdentityObject'), hashed: boolean, identityHash: text, identityType: identifierType },
    { salt: text },
  );

  const geoCoordinates = open({ type: only('GeoCoordinates'), latitude: number, longitude: number });
  const address = open(
    { type: types(['Address']) },
    {
      addressCountry: text,
      addressCountryCode: text,
      addressRegion: text,
      addressLocality: text,
      streetAddress: text,
      postOfficeBoxNumber: text,
      postalCode: text,
      geo: geoCoordinates,
    },
  );

  const profile: z.ZodType = open(
    { id: uri, type: types(['Profile']) },
    {
      name: text,
      url: uri,
      phone: text,
      description: text,
      endorsement: endorsements,
      endorsementJwt: list(jwt),
      image,
      email: text,
      address,
      otherIdentifier: list(identifierEntry),
      official: text,
      parentOrg: parent,
      familyName: text,
      givenName: text,
      additionalName: text,
      patronymicName: text,
      honorificPrefix: text,
      honorificSuffix: text,
      familyNamePrefix: text,
      dateOfBirth: date,
    },
  );

  const alignment = open(
    { type: types(['Alignment']), targetName: text, targetUrl: uri },
    {
      targetCode: text,
      targetDescription: text,
      targetFramework: text,
      targetType: termOf('AlignmentTargetType', ALIGNMENT_TARGET_TYPES),
    },
  );

  const rubricCriterionLevel = open(
    { id: uri, type: types(['RubricCriterionLevel']), name: text },
    { alignment: list(alignment), description: text, level: text, points: text },
  );
  const resultDescription = open(
    {
      id: uri,
      type: types(['ResultDescription']),
      name: text,
      resultType: termOf('ResultType', RESULT_TYPES),
    },
    {
      alignment: list(alignment),
      allowedValue: list(text),
      requiredLevel: uri,
      requiredValue: text,
      rubricCriterionLevel: list(rubricCriterionLevel),
      valueMax: text,
      valueMin: text,
    },
  );
  const result = open(
    { type: types(['Result']) },
    {
      achievedLevel: uri,
      alignment: list(alignment),
      resultDescription: uri,
      status: oneOf(RESULT_STATUSES),
      value: text,
    },
  );

  const criteria = open({}, { id: uri, narrative: text });
  const related = open({ id: uri, type: types(['Related']) }, { inLanguage: language, version: text });
  const achievement = open(
    { id: uri, type: types(['Achievement']), criteria, description: text, name: text },
    {
      alignment: list(alignment),
      achievementType: termOf('AchievementType', ACHIEVEMENT_TYPES),
      creator: profile,
      creditsAvailable: number,
      endorsement: endorsements,
      endorsementJwt: list(jwt),
      fieldOfStudy: text,
      humanCode: text,
      image,
      inLanguage: language,
      otherIdentifier: list(identifierEntry),
      related: list(related),
      resultDescription: list(resultDescription),
      specialization: text,
      tag: list(text),
      version: text,
    },
  );

  const achievementSubject = open(
    { type: types(['AchievementSubject']), achievement },
    {
      id: uri,
      activityEndDate: moment,
      activityStartDate: moment,
      creditsEarned: number,
      identifier: list(identityObject),
      image,
      licenseNumber: text,
      narrative: text,
      result: list(result),
      role: text,
      source: profile,
      term: text,
    },
  );
  const endorsementSubject = open({ id: uri, type: types(['EndorsementSubject']) }, { endorsementComment: text });

  const evidence = open(
    { type: types(['Evidence']) },
    { id: uri, narrative: text, name: text, description: text, genre: text, audience: text },
  );
  const proof = open(
    { type: text },
    {
      created: moment,
      cryptosuite: text,
      challenge: text,
      domain: text,
      nonce: text,
      proofPurpose: text,
      proofValue: text,
      verificationMethod: uri,
    },
  );
  const idAndType = open({ id: uri, type: text });
  const typeOnly = open({ type: text }, { id: uri });

  const credential = {
    required: { '@context': contexts, id: uri, issuer: reference(profile), validFrom: moment },
    optional: {
      description: text,
      awardedDate: moment,
      validUntil: moment,
      // For an endorsement only the lenient schema states it, which is the younger of the two.
      evidence: list(evidence),
      proof: list(proof),
      credentialSchema: list(idAndType),
      // The younger schema asks a status for no id, as the standard of status lists does not.
      credentialStatus: level === 'strict' ? idAndType : typeOnly,
      refreshService: idAndType,
      termsOfUse: list(typeOnly),
    },
  };

  const endorsement = open(
    {
      ...credential.required,
      type: types(['VerifiableCredential'], ['EndorsementCredential']),
      name: text,
      credentialSubject: endorsementSubject,
    },
    credential.optional,
  );
  const ofBadges = { image, endorsement: endorsements, endorsementJwt: list(jwt) };
  return {
    profile,
    endorsement,
    record: learnerRecordAt(values, { ...credential, ofBadges, identityObject, achievement }),
    achievement: open(
      {
        ...credential.required,
        type: types(['VerifiableCredential'], ['AchievementCredential', 'OpenBadgeCredential']),
        credentialSubject: achievementSubject,
      },
      { ...credential.optional, ...ofBadges, name: text },
    ),
  };
}
