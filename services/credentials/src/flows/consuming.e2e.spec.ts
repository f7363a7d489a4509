import { randomUUID } from 'node:crypto';
import type { ValidationGranted } from '@estafette/contracts';
import type { RunningService } from '@estafette/service-host';
import { boot, MEMBERSHIP_FACTS } from '@estafette/service-host';
import type { TestService } from '@estafette/test-kit';
import { consumerSpec, eventually } from '@estafette/test-kit';
import { credentials } from '../credentials.service.js';
import { grantOf, registeredAs, returnBread } from '../return-bread.example.js';
import { VALIDATION_GRANTED } from './on-validation.consumer.js';

const [school, otherSchool] = [randomUUID(), randomUUID()];
const ORGANISATION_CHANGED = 'nl.estafette.organisations.organisation-changed.v1';
const definition = returnBread();
const achievementId = randomUUID();

const membership = (what: 'granted' | 'revoked', data: { readonly personId: string }) => ({
  type: `nl.estafette.organisations.membership-${what}.v1`,
  subject: `person-${data.personId}`,
  data,
});
const memberAs = (role: string) => ({
  membershipId: randomUUID(),
  personId: randomUUID(),
  organisationId: school,
  role,
});
const [office, clerk, colleague] = [memberAs('issuer-admin'), memberAs('issuer-admin'), memberAs('issuer-admin')];

const grant = () => grantOf(definition, { achievementId, organisationId: school, learnerId: randomUUID() });
const granted = (data: ValidationGranted) => ({
  type: VALIDATION_GRANTED,
  subject: `validation-${data.validationId}`,
  data,
});
/** Of a leg whose baton the other school accepted. */
const leg: NonNullable<ValidationGranted['legs']>[number] = {
  ...{ challengeId: randomUUID(), title: 'Return bread', legId: randomUUID(), frame: 'project' },
  organisationId: randomUUID(),
  batonDigest: 'f'.repeat(64),
  as: 'student',
  accepted: {
    ...{ batonId: randomUUID(), organisationId: otherSchool, acceptedByLeg: randomUUID(), acceptedBy: randomUUID() },
    acceptedAt: '2026-11-13T09:26:53.000Z',
  },
};
const [first, second, third] = [grant(), { ...grant(), legs: [leg] }, grant()];

/** The school is an issuer and has published what is granted. */
async function published(service: TestService<RunningService>): Promise<void> {
  const by = await service.person(office.personId, school);
  const done = async (path: string, body: object) => [200, 201].includes((await by.post(path, body)).status);
  await eventually(() => done('/v1/issuers', {}));
  await eventually(() => done('/v1/achievements', { achievementId, ...definition }));
  await eventually(() => done(`/v1/achievements/${achievementId}/publications`, {}));
}

consumerSpec({
  name: 'credentials',
  boot: (env) => boot(credentials, env),
  takes: [...MEMBERSHIP_FACTS, ...credentials.follows, ...credentials.reactsTo],
  setting: { told: [registeredAs(school), membership('granted', office)], done: published },
  story: [
    registeredAs(otherSchool),
    registeredAs(randomUUID(), 'sme', 'Bakery'),
    { ...registeredAs(otherSchool, 'network'), type: ORGANISATION_CHANGED },
    membership('granted', clerk),
    membership('granted', colleague),
    granted(first),
    granted(second),
    // Another message that says the same.
    granted(first),
    membership('revoked', clerk),
    granted(third),
  ],
  // Each run has a key and salts of its own, and so other signatures; places in status lists are random.
  random: ['did', 'publicKey', 'seed', 'digest', 'place', 'index', 'status-place', 'endorsement'],
});
