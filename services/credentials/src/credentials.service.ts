import { anyView } from '@estafette/event-store';
import { SETTINGS, type ServiceDefinition } from '@estafette/service-host';
import { AchievementController } from './achievement/achievement.controller.js';
import { achievement } from './achievement/achievement.stream.js';
import { CredentialController } from './credential/credential.controller.js';
import { credential } from './credential/credential.stream.js';
import { SignedVersions } from './credential/signed-versions.js';
import { OnValidation, VALIDATION_GRANTED } from './flows/on-validation.consumer.js';
import { follows } from './followed/followed.js';
import { DID_DOCUMENT_PATH } from './issuer/did-documents.js';
import { DidDocumentsController } from './issuer/did-documents.controller.js';
import { IssuerController } from './issuer/issuer.controller.js';
import { issuer } from './issuer/issuer.stream.js';
import { Issuers } from './issuer/issuers.js';
import { KeyKeeper } from './keeping/key-keeper.js';
import { keeperSettings, makeKeeper } from './keeping/make-keeper.js';
import { credentialsPublisher } from './publishing/credentials.publisher.js';
import { ShareController } from './share/share.controller.js';
import { SHARE_FILE_PATH, SHARE_PATH } from './share/share-links.js';
import { SharePageController } from './share/share-page.controller.js';
import { share } from './share/share.stream.js';
import { SharedCredentials } from './share/shared-credentials.js';
import { statusPlace } from './status/status-place.stream.js';
import { makeReissuing } from './reissue/make-reissuing.js';
import { ReissueController } from './reissue/reissue.controller.js';
import { reissue } from './reissue/reissue.stream.js';
import { STATUS_LIST_PATH, StatusPlaces } from './status/status-places.js';
import { StatusListsController } from './status/status-lists.controller.js';
import { StatusLists } from './status/status-lists.js';
import { VerificationSources } from './verification/verification-sources.js';
import { VerificationController } from './verification/verification.controller.js';
import { AchievementDraftsController } from './views/achievement-drafts/achievement-drafts.controller.js';
import { achievementDrafts } from './views/achievement-drafts/achievement-drafts.view.js';
import { AchievementsController } from './views/achievements/achievements.controller.js';
import { achievements } from './views/achievements/achievements.view.js';
import { IssuersController } from './views/issuers/issuers.controller.js';
import { issuers } from './views/issuers/issuers.view.js';
import { MyCredentialsController } from './views/my-credentials/my-credentials.controller.js';
import { myCredentials } from './views/my-credentials/my-credentials.view.js';
import { SharesController } from './views/shares/shares.controller.js';
import { shares } from './views/shares/shares.view.js';
import { reissues } from './views/reissues/reissues.view.js';
import { statusPlaces } from './views/status-places/status-places.view.js';
import { viewsProvider } from './views/views.js';

/** All that makes this service the credentials service; the only wiring. */
export const credentials: ServiceDefinition = {
  name: 'credentials',
  root: new URL('../', import.meta.url),
  streams: [issuer, achievement, credential, statusPlace, reissue, share],
  views: [
    anyView(myCredentials),
    anyView(achievements),
    anyView(achievementDrafts),
    anyView(issuers),
    anyView(statusPlaces),
    anyView(reissues),
    anyView(shares),
  ],
  publish: credentialsPublisher,
  follows,
  reactsTo: [VALIDATION_GRANTED],
  consumers: [OnValidation],
  settings: keeperSettings,
  reactions: (held) => [makeReissuing(held)],
  controllers: [
    IssuerController,
    DidDocumentsController,
    AchievementController,
    CredentialController,
    StatusListsController,
    ReissueController,
    VerificationController,
    MyCredentialsController,
    AchievementsController,
    AchievementDraftsController,
    IssuersController,
    ShareController,
    SharePageController,
    SharesController,
  ],
  unversioned: [DID_DOCUMENT_PATH, STATUS_LIST_PATH, SHARE_PATH, SHARE_FILE_PATH],
  providers: [
    viewsProvider,
    Issuers,
    StatusPlaces,
    StatusLists,
    SignedVersions,
    VerificationSources,
    SharedCredentials,
    { provide: KeyKeeper, useFactory: makeKeeper, inject: [SETTINGS] },
  ],
};
