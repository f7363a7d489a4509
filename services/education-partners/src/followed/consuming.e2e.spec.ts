import { randomUUID } from 'node:crypto';
import { boot, MEMBERSHIP_FACTS } from '@estafette/service-host';
import { consumerSpec } from '@estafette/test-kit';
import { educationPartners } from '../education-partners.service.js';

const organisation = (what: 'registered' | 'changed', organisationId: string, name: string, kind = 'school') => ({
  type: `nl.estafette.organisations.organisation-${what}.v1`,
  subject: `organisation-${organisationId}`,
  data: { organisationId, kind, soleTrader: false, name },
});
const membership = (what: 'granted' | 'revoked', data: ReturnType<typeof assessor>) => ({
  type: `nl.estafette.organisations.membership-${what}.v1`,
  subject: `person-${data.personId}`,
  data,
});

const [school, otherSchool, bakery] = [randomUUID(), randomUUID(), randomUUID()];
const assessor = () => ({
  membershipId: randomUUID(),
  personId: randomUUID(),
  organisationId: school,
  role: 'assessor',
});
const [one, other] = [assessor(), assessor()];

consumerSpec({
  name: 'education-partners',
  boot: (env) => boot(educationPartners, env),
  takes: [...MEMBERSHIP_FACTS, ...educationPartners.follows],
  story: [
    organisation('registered', school, 'Baking School'),
    organisation('registered', otherSchool, 'Other School'),
    organisation('registered', bakery, 'Bakery', 'sme'),
    membership('granted', one),
    membership('granted', other),
    organisation('changed', school, 'Bread School'),
    // No school any more, and then one again.
    organisation('changed', otherSchool, 'Network', 'network'),
    organisation('changed', otherSchool, 'Other School once more'),
    membership('revoked', one),
    membership('granted', { ...one, membershipId: randomUUID() }),
  ],
});
