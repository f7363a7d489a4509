import { anyView } from '@estafette/event-store';
import type { ServiceDefinition } from '@estafette/service-host';
import { emailClaim, kvkClaim } from './claim/claim.stream.js';
import { HubController } from './hub/hub.controller.js';
import { hub } from './hub/hub.stream.js';
import { OrganisationController } from './organisation/organisation.controller.js';
import { organisation } from './organisation/organisation.stream.js';
import { OwnMemberships } from './person/own-memberships.js';
import { PersonController } from './person/person.controller.js';
import { person } from './person/person.stream.js';
import { organisationsPublisher } from './publishing/organisations.publisher.js';
import { HubsController } from './views/hubs/hubs.controller.js';
import { hubs } from './views/hubs/hubs.view.js';
import { OrganisationsController } from './views/organisations/organisations.controller.js';
import { organisationsView } from './views/organisations/organisations.view.js';
import { MembershipsController } from './views/people/memberships.controller.js';
import { PeopleController } from './views/people/people.controller.js';
import { people } from './views/people/people.view.js';
import { viewsProvider } from './views/views.js';

/** All that makes this service the organisations service; the only wiring. */
export const organisations: ServiceDefinition = {
  name: 'organisations',
  root: new URL('../', import.meta.url),
  streams: [organisation, hub, person, kvkClaim, emailClaim],
  views: [anyView(organisationsView), anyView(hubs), anyView(people)],
  publish: organisationsPublisher,
  follows: [],
  reactsTo: [],
  consumers: [],
  controllers: [
    OrganisationController,
    HubController,
    PersonController,
    OrganisationsController,
    HubsController,
    PeopleController,
    MembershipsController,
  ],
  providers: [viewsProvider],
  memberships: (held) => new OwnMemberships(held),
};
