import { anyView } from '@estafette/event-store';
import type { ServiceDefinition } from '@estafette/service-host';
import { AchievementController } from './achievement/achievement.controller.js';
import { achievement } from './achievement/achievement.stream.js';
import { credential } from './credential/credential.stream.js';
import { OnValidation, VALIDATION_GRANTED } from './flows/on-validation.consumer.js';
import { follows } from './followed/followed.js';
import { IssuerController } from './issuer/issuer.controller.js';
import { issuer } from './issuer/issuer.stream.js';
import { credentialsPublisher } from './publishing/credentials.publisher.js';
import { KnownSources } from './verification/known-sources.js';
import { VerificationController } from './verification/verification.controller.js';
import { AchievementDraftsController } from './views/achievement-drafts/achievement-drafts.controller.js';
import { achievementDrafts } from './views/achievement-drafts/achievement-drafts.view.js';
import { AchievementsController } from './views/achievements/achievements.controller.js';
import { achievements } from './views/achievements/achievements.view.js';
import { IssuersController } from './views/issuers/issuers.controller.js';
import { issuers } from './views/issuers/issuers.view.js';
import { MyCredentialsController } from './views/my-credentials/my-credentials.controller.js';
import { myCredentials } from './views/my-credentials/my-credentials.view.js';
import { viewsProvider } from './views/views.js';

/** All that makes this service the credentials service; the only wiring. */
export const credentials: ServiceDefinition = {
  name: 'credentials',
  root: new URL('../', import.meta.url),
  streams: [issuer, achievement, credential],
  views: [anyView(myCredentials), anyView(achievements), anyView(achievementDrafts), anyView(issuers)],
  publish: credentialsPublisher,
  follows,
  reactsTo: [VALIDATION_GRANTED],
  consumers: [OnValidation],
  controllers: [
    IssuerController,
    AchievementController,
    VerificationController,
    MyCredentialsController,
    AchievementsController,
    AchievementDraftsController,
    IssuersController,
  ],
  providers: [viewsProvider, KnownSources],
};
