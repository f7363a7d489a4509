import type { AchievementCredential, Alignment, Profile } from '@estafette/verifier';
import { SCHEMES } from '../../achievement/european-vocabularies.js';
import type { NotCarried } from '../not-carried.js';
import { assessmentsOf } from './assessments.js';
import { nodesOf, type Node, type Nodes } from './nodes.js';
import { pictureOf } from './picture.js';
import { creditPoint, specificationOf } from './specification.js';
import * as eu from './vocabularies.js';

/** What this service does not know, and whoever asks does. Nothing of it is kept. */
export interface Brought {
  /** The number under which the school is registered, such as its KvK number: the one of its seal. */
  readonly legalIdentifier: string;
  readonly learner?: {
    readonly givenName?: string | undefined;
    readonly familyName?: string | undefined;
    /** ISO 8601 date. */
    readonly dateOfBirth?: string | undefined;
  };
}

export interface Projected {
  /** A EuropeanDigitalCredential of the European Learning Model 3, without a seal. */
  readonly credential: Node;
  readonly notCarried: readonly NotCarried[];
}

const CONTEXTS = ['https://www.w3.org/2018/credentials/v1', 'http://data.europa.eu/snb/model/context/edc-ap'];
const PROFILE = 'http://data.europa.eu/snb/model/ap/edc-generic-full';

/**
 * Tells a credential of ours once more, as a European Digital Credential: for the school to seal, which makes it one. Pure: the same
 * gives the same.
 *
 * @param issuedAt ISO 8601 instant
 * @throws DomainError `not-sayable-in-elm` where the profile demands what cannot be told
 */
export function europeanDigitalCredential(
  badge: AchievementCredential,
  issuedAt: string,
  { legalIdentifier, learner = {} }: Brought,
): Projected {
  const { achievement, creditsEarned, activityStartDate, activityEndDate } = badge.credentialSubject;
  const base = badge.id.replace(/^urn:uuid:/, 'urn:credential:');
  const language = told(achievement.alignment, 'ext:Language')?.targetName ?? eu.unsayable('its language');
  const labels = language.startsWith('nl') ? 'nl' : 'en';
  const nodes = nodesOf(base, language);
  const { node, text, concept } = nodes;
  const issued = secondsOf(issuedAt);
  const school = organisationOf(badge.issuer, legalIdentifier, nodes);
  const awardedBy = node('AwardingProcess', 'awarding', { awardingBody: [school], awardingDate: issued });
  const { specification, notCarried } = specificationOf(achievement, nodes, labels);
  const provenBy = assessmentsOf(badge.credentialSubject, { awardedBy, assessedBy: [school] }, nodes);
  const period = {
    ...(activityStartDate !== undefined && { startDate: activityStartDate }),
    ...(activityEndDate !== undefined && { endDate: activityEndDate }),
  };
  const title = text(achievement.name);
  const claim = node('LearningAchievement', 'achievement', {
    title,
    awardedBy,
    specifiedBy: specification,
    ...(creditsEarned !== undefined && { creditReceived: [creditPoint('credits-earned', creditsEarned, nodes)] }),
    ...(provenBy.length > 0 && { provenBy }),
    ...(Object.keys(period).length > 0 && {
      influencedBy: [
        node('LearningActivity', 'activity', {
          title,
          awardedBy,
          temporal: [node('PeriodOfTime', 'period', period)],
        }),
      ],
    }),
  });
  const credential = {
    '@context': CONTEXTS,
    id: base,
    type: ['VerifiableCredential', 'EuropeanDigitalCredential'],
    identifier: [
      node('Identifier', 'badge', { notation: badge.id, schemeName: 'Open Badges 3.0 AchievementCredential' }),
    ],
    credentialSchema: [{ id: PROFILE, type: 'ShaclValidator2017' }],
    credentialProfiles: [concept(eu.GENERIC_CREDENTIAL, { scheme: SCHEMES.credential, label: { en: 'Generic' } })],
    displayParameter: displayOf(badge, issued, language, nodes),
    issuer: school,
    issuanceDate: badge.validFrom,
    issued,
    validFrom: badge.validFrom,
    ...(badge.validUntil !== undefined && { validUntil: badge.validUntil, expirationDate: badge.validUntil }),
    credentialSubject: personOf(badge, learner, claim, nodes),
  };
  return { credential, notCarried: [...leftBehind(badge, learner), ...notCarried] };
}

function told(alignments: readonly Alignment[] | undefined, kind: string): Alignment | undefined {
  return alignments?.find(({ targetType }) => targetType === kind);
}

/** The profile says every time to the second in its examples, though `xsd:dateTime` has fractions. */
function secondsOf(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

function organisationOf({ id, name, address }: Profile, legalIdentifier: string, nodes: Nodes): Node {
  const { node, text, concept } = nodes;
  const country = concept(eu.countryConcept(address?.addressCountryCode ?? eu.unsayable('the country of the school')), {
    scheme: SCHEMES.country,
  });
  const region = address?.addressRegion;
  return {
    id,
    type: 'Organisation',
    legalName: text(name ?? eu.unsayable('the name of the school')),
    eIDASIdentifier: node('LegalIdentifier', 'school-id', { notation: legalIdentifier, spatial: country }),
    identifier: [node('Identifier', 'school-did', { notation: id, schemeName: 'DID' })],
    location: [
      node('Location', 'location', {
        ...(region !== undefined && { geographicName: text(region) }),
        address: [node('Address', 'address', { countryCode: country })],
      }),
    ],
  };
}

function personOf(
  badge: AchievementCredential,
  learner: NonNullable<Brought['learner']>,
  claim: Node,
  nodes: Nodes,
): Node {
  const { node, text } = nodes;
  const { givenName, familyName, dateOfBirth } = learner;
  const names = [givenName, familyName].filter((name) => name !== undefined);
  return node('Person', 'learner', {
    identifier: (badge.credentialSubject.identifier ?? []).map(({ identityHash, identityType, salt }, index) =>
      node('Identifier', `learner-id-${index + 1}`, {
        notation: identityHash,
        schemeName: `Open Badges 3.0 IdentityObject, ${identityType}, salt ${salt}`,
      }),
    ),
    ...(givenName !== undefined && { givenName: text(givenName) }),
    ...(familyName !== undefined && { familyName: text(familyName) }),
    ...(names.length > 0 && { fullName: text(names.join(' ')) }),
    ...(dateOfBirth !== undefined && { dateOfBirth: `${dateOfBirth}T00:00:00Z` }),
    hasClaim: [claim],
  });
}

function displayOf(
  badge: AchievementCredential,
  issued: string,
  language: string,
  { node, text, concept }: Nodes,
): Node {
  const { name, description } = badge.credentialSubject.achievement;
  const shownIn = concept(eu.languageConcept(language), { scheme: SCHEMES.language });
  const image = node('MediaObject', 'picture', {
    content: pictureOf(name, badge.issuer.name ?? '', issued.slice(0, 10)),
    contentEncoding: concept(eu.BASE64, { scheme: SCHEMES.encoding, label: { en: 'base64' } }),
    contentType: concept(eu.SVG_FILE, { scheme: SCHEMES.fileType, label: { en: 'SVG' } }),
  });
  return node('DisplayParameter', 'display', {
    title: text(name),
    description: text(description),
    primaryLanguage: shownIn,
    language: [shownIn],
    individualDisplay: [
      node('IndividualDisplay', 'display-1', {
        language: shownIn,
        displayDetail: [node('DisplayDetail', 'display-1-page-1', { image, page: 1 })],
      }),
    ],
  });
}

function leftBehind(badge: AchievementCredential, learner: NonNullable<Brought['learner']>): NotCarried[] {
  const { endorsement = [], evidence = [], credentialStatus, credentialSubject } = badge;
  const { role, source, achievement } = credentialSubject;
  const supervision = told(achievement.alignment, 'ext:Supervision')?.targetCode ?? '';
  const lost: (false | NotCarried)[] = [
    { member: 'proof', why: 'It is another text: the school seals it, with its own seal.' },
    credentialStatus !== undefined && {
      member: 'credentialStatus',
      why: 'The profile knows no status lists: whether it still holds, only the badge tells.',
    },
    endorsement.length > 0 && { member: 'endorsement', why: 'There is no place for what others confirm.' },
    evidence.length > 0 && {
      member: 'evidence',
      why: 'Evidence there is of the issuer; that of the learner, with its digests, has no place.',
    },
    role !== undefined && { member: 'credentialSubject.role', why: 'There is no place for the role of the learner.' },
    source !== undefined && { member: 'credentialSubject.source', why: 'Assessed is by the school there.' },
    (learner.givenName ?? learner.familyName) === undefined && {
      member: 'credentialSubject',
      why: 'This service knows no names: bring the name of the learner for it to stand there.',
    },
    /^supervised-.+-identified$/.test(supervision) && {
      member: 'credentialSubject.achievement.alignment',
      why: 'ext:Supervision: whether it was online or on site is not told apart there.',
    },
  ];
  return lost.filter((one) => one !== false);
}
