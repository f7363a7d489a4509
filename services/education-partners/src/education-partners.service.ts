import { anyView } from '@estafette/event-store';
import type { ServiceDefinition } from '@estafette/service-host';
import { follows } from './followed/followed.js';
import { PartnerController } from './partner/partner.controller.js';
import { partner } from './partner/partner.stream.js';
import { educationPartnersPublisher } from './publishing/education-partners.publisher.js';
import { AssessorsController } from './views/assessors/assessors.controller.js';
import { assessors } from './views/assessors/assessors.view.js';
import { EducationPartnersController } from './views/education-partners/education-partners.controller.js';
import { educationPartners as educationPartnersView } from './views/education-partners/education-partners.view.js';
import { viewsProvider } from './views/views.js';

/** All that makes this service the education-partners service; the only wiring. */
export const educationPartners: ServiceDefinition = {
  name: 'education-partners',
  root: new URL('../', import.meta.url),
  streams: [partner],
  views: [anyView(assessors), anyView(educationPartnersView)],
  publish: educationPartnersPublisher,
  follows,
  reactsTo: [],
  consumers: [],
  controllers: [PartnerController, AssessorsController, EducationPartnersController],
  providers: [viewsProvider],
};
