import { v7 as uuidv7 } from 'uuid';
import type { Client } from './client.js';

/** Who and what is there before the traffic begins. */
export interface Cast {
  readonly company: string;
  readonly school: string;
  readonly hub: string;
  readonly employer: string;
  readonly coordinator: string;
  readonly coach: string;
  readonly issuerAdmin: string;
  readonly assessor: string;
  readonly practitioner: string;
  readonly achievement: string;
  readonly criterion: string;
  readonly level: string;
}

/** Sets a small region up: a company, a school, a hub, the people who do things, an achievement. */
export async function setUp(client: Client): Promise<Cast> {
  const { admin } = client.chain;
  const [company, school, hub] = [uuidv7(), uuidv7(), uuidv7()];
  await register(client, company, 'sme', 'Bakkerij Onder Vuur');
  await register(client, school, 'school', 'College Onder Vuur');
  const person = (role: string, organisation: string): Promise<string> => introduced(client, role, organisation);
  const cast = {
    company,
    school,
    hub,
    employer: await person('employer', company),
    practitioner: await person('workplace-assessor', company),
    coordinator: await person('hub-coordinator', school),
    coach: await person('coach', school),
    issuerAdmin: await person('issuer-admin', school),
    assessor: await person('assessor', school),
    achievement: uuidv7(),
    criterion: uuidv7(),
    level: uuidv7(),
  };
  await client.wish({
    service: 'organisations',
    path: '/v1/hubs',
    body: { hubId: hub, kind: 'hub', name: 'Hub Onder Vuur', town: 'Ede' },
    as: cast.coordinator,
    for: school,
    leaves: { stream: `hub-${hub}`, type: 'HubFounded' },
  });
  await client.wish({
    service: 'organisations',
    path: `/v1/hubs/${hub}/members`,
    body: { organisationId: company },
    as: admin,
    for: null,
    leaves: { stream: `hub-${hub}`, type: 'OrganisationJoinedHub', where: ['organisationId', company] },
  });
  await schoolSetUp(client, cast);
  return cast;
}

async function schoolSetUp(client: Client, cast: Cast): Promise<void> {
  const { school, issuerAdmin, achievement, assessor } = cast;
  const asIssuer = { as: issuerAdmin, for: school, early: ['not-a-member'] };
  await client.wish({
    service: 'education-partners',
    path: '/v1/education-partners',
    body: { level: 'mbo' },
    ...asIssuer,
    leaves: { stream: `partner-${school}`, type: 'EducationPartnerRegistered' },
  });
  await appoint(client, cast, assessor);
  await client.wish({
    service: 'credentials',
    path: '/v1/issuers',
    body: {},
    ...asIssuer,
    leaves: { stream: `issuer-${school}`, type: 'IssuerRegistered' },
  });
  const level = { levelId: cast.level, name: 'alone' };
  await client.wish({
    service: 'credentials',
    path: '/v1/achievements',
    body: {
      achievementId: achievement,
      achievementType: 'Competency',
      name: 'Works under fire',
      description: 'Goes on when plugs are pulled.',
      inLanguage: 'en',
      fields: ['food-technology'],
      worth: 'Shows what somebody did.',
      notWorth: 'It is not a diploma.',
      standardElements: {
        learningOutcomes: ['Goes on.'],
        studyLoad: { unit: 'hour', value: 4 },
        level: { basis: 'none' },
        assessmentTypes: ['practical-assessment'],
        participation: 'work-based',
        qualityAssurance: { type: 'internal', statement: 'We look after it.' },
      },
      criteria: [
        {
          criterionId: cast.criterion,
          name: 'Goes on',
          statement: 'Goes on working.',
          required: true,
          requiredLevelId: cast.level,
          levels: [{ ...level, rank: 1 }],
        },
      ],
    },
    ...asIssuer,
    leaves: { stream: `achievement-${achievement}`, type: 'AchievementDefined' },
  });
  await client.wish({
    service: 'credentials',
    path: `/v1/achievements/${achievement}/publications`,
    body: {},
    ...asIssuer,
    leaves: { stream: `achievement-${achievement}`, type: 'AchievementPublished' },
  });
}

/** Appoints somebody who is an assessor of the school. */
export async function appoint(client: Client, { school, issuerAdmin }: Cast, personId: string): Promise<void> {
  const appointmentId = uuidv7();
  await client.wish({
    service: 'education-partners',
    path: `/v1/education-partners/${school}/assessors`,
    body: { appointmentId, personId, fields: ['food-technology'] },
    as: issuerAdmin,
    for: school,
    early: ['assessor-without-membership'],
    leaves: { stream: `partner-${school}`, type: 'AssessorAppointed', where: ['appointmentId', appointmentId] },
  });
}

async function register(client: Client, organisationId: string, kind: string, name: string): Promise<void> {
  await client.wish({
    service: 'organisations',
    path: '/v1/organisations',
    body: { organisationId, kind, name, kvkNumber: kvk(client), branchNumber: null },
    as: client.chain.admin,
    for: null,
    leaves: { stream: `organisation-${organisationId}`, type: 'OrganisationRegistered' },
  });
}

/** Introduces a person and grants them a role. @returns their id */
export async function introduced(client: Client, role: string, organisationId: string): Promise<string> {
  const [personId, membershipId] = [uuidv7(), uuidv7()];
  const { admin } = client.chain;
  await client.wish({
    service: 'organisations',
    path: '/v1/people',
    body: { personId, name: `Iemand ${personId.slice(-6)}`, email: `${personId}@vuur.example` },
    as: admin,
    for: null,
    leaves: { stream: `person-${personId}`, type: 'PersonIntroduced' },
  });
  await client.wish({
    service: 'organisations',
    path: `/v1/people/${personId}/memberships`,
    body: { membershipId, organisationId, role },
    as: admin,
    for: null,
    leaves: { stream: `person-${personId}`, type: 'MembershipGranted', where: ['membershipId', membershipId] },
  });
  return personId;
}

/** Eight digits. */
function kvk({ random }: Client): string {
  return String(10_000_000 + random.below(89_999_999));
}
