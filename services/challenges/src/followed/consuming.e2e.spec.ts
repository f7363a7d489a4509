import { randomUUID } from 'node:crypto';
import { boot, MEMBERSHIP_FACTS } from '@estafette/service-host';
import { consumerSpec } from '@estafette/test-kit';
import { challenges } from '../challenges.service.js';
import { told } from '../fixtures/cast.js';

const [bakery, trade, centre, college] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
const [hub, otherHub, baker, coordinator] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
const membershipId = randomUUID();
const changed = 'nl.estafette.organisations.organisation-changed.v1';

consumerSpec({
  name: 'challenges',
  boot: (env) => boot(challenges, env),
  takes: [...MEMBERSHIP_FACTS, ...challenges.follows],
  story: [
    told.organisation(bakery),
    told.organisation(trade, true),
    told.hub(hub, centre),
    told.hub(otherHub, centre),
    told.granted(baker, bakery, 'employer', membershipId),
    told.granted(coordinator, centre, 'hub-coordinator'),
    told.joined(hub, college),
    { ...told.organisation(bakery), type: changed },
    told.joined(otherHub, college),
    told.joined(hub, bakery),
    told.revoked(baker, bakery, 'employer', membershipId),
    told.granted(baker, bakery, 'employer'),
  ],
});
