import { anyView } from '@estafette/event-store';
import type { ServiceDefinition } from '@estafette/service-host';
import { accountSettings, tellingAccounts } from './accounts/accounts.js';
import { emailClaim, kvkClaim } from './claim/claim.stream.js';
import { ABOUT_CREDENTIALS, OnCredentials } from './flows/on-credentials.consumer.js';
import { HubController } from './hub/hub.controller.js';
import { hub } from './hub/hub.stream.js';
import { mail } from './mail/mail.stream.js';
import { Mailer, mailSettings } from './mail/mailer.js';
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
import { MailHashController } from './views/people/mail-hash.controller.js';
import { MembershipsController } from './views/people/memberships.controller.js';
import { PeopleController } from './views/people/people.controller.js';
import { people } from './views/people/people.view.js';
import { viewsProvider } from './views/views.js';

/** All that makes this service the organisations service; the only wiring. */
export const organisations: ServiceDefinition = {
  name: 'organisations',
  root: new URL('../', import.meta.url),
  streams: [organisation, hub, person, kvkClaim, emailClaim, mail],
  views: [anyView(organisationsView), anyView(hubs), anyView(people)],
  publish: organisationsPublisher,
  follows: [],
  reactsTo: ABOUT_CREDENTIALS,
  consumers: [OnCredentials],
  settings: mailSettings.extend(accountSettings.shape),
  reactions: tellingAccounts,
  controllers: [
    OrganisationController,
    HubController,
    PersonController,
    OrganisationsController,
    HubsController,
    PeopleController,
    MembershipsController,
    MailHashController,
  ],
  providers: [viewsProvider, Mailer],
  memberships: (held) => new OwnMemberships(held),
};
