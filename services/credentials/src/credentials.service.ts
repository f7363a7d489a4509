import { anyView } from '@estafette/event-store';
import { SETTINGS, type ServiceDefinition } from '@estafette/service-host';
import { AchievementController } from './achievement/achievement.controller.js';
import { achievement } from './achievement/achievement.stream.js';
import { BadgeController } from './badge/badge.controller.js';
import { Badges } from './badge/badges.js';
import { Rasteriser } from './badge/rasteriser.js';
import { ACCEPTANCE_PATH } from './baton-acceptance/acceptance-links.js';
import { batonAcceptance } from './baton-acceptance/baton-acceptance.stream.js';
import { BatonAcceptancesController } from './baton-acceptance/baton-acceptances.controller.js';
import { BatonAcceptances } from './baton-acceptance/baton-acceptances.js';
import { bulkAward, bulkAwardPart, bulkAwarding, makeAwarding } from './bulk-award/index.js';
import { BroughtCredentials } from './clr/brought-credentials.js';
import { ClrController } from './clr/clr.controller.js';
import { BoundCopies, CopyController, ProofsOfPossession } from './copy/index.js';
import { ClaimController } from './credential/claim.controller.js';
import { CredentialController } from './credential/credential.controller.js';
import { credential } from './credential/credential.stream.js';
import { Issuing } from './credential/issuing.js';
import { makeSigning } from './credential/make-signing.js';
import { SignedVersions } from './credential/signed-versions.js';
import { cached, createGuardedFetch, GUARDED_GET } from './fetching/index.js';
import { OnValidation, VALIDATION_GRANTED } from './flows/on-validation.consumer.js';
import { follows } from './followed/followed.js';
import { image, IMAGE_PATH, ImageController, ImageFilesController, Images } from './image/index.js';
import { MailHashes, MailIdentityController } from './identification/index.js';
import { ImportedCredentialController } from './imported/imported-credential.controller.js';
import { importedCredential } from './imported/imported-credential.stream.js';
import { Importing } from './imported/importing.js';
import { InstanceController, InstanceDocumentController } from './instance/instance.controller.js';
import { Instance } from './instance/instance.js';
import { AccessTokens } from './issuance/access-tokens.js';
import { CredentialIssuers } from './issuance/credential-issuers.js';
import { CredentialRequests } from './issuance/credential-requests.js';
import { ISSUANCE_PATHS, IssuanceController } from './issuance/issuance.controller.js';
import { CredentialIssuerMetadataController, WELL_KNOWN_PATHS } from './issuance/metadata.controller.js';
import { DidDocumentsController } from './issuer/did-documents.controller.js';
import { DID_DOCUMENT_PATH, INSTANCE_DOCUMENT_PATH } from './issuer/did-documents.js';
import { IssuerController } from './issuer/issuer.controller.js';
import { issuer } from './issuer/issuer.stream.js';
import { Issuers } from './issuer/issuers.js';
import { KeyKeeper } from './keeping/key-keeper.js';
import { makeKeeper } from './keeping/make-keeper.js';
import { Nonces } from './nonce/nonces.js';
import { usedNonce } from './nonce/used-nonce.stream.js';
import { CredentialOfferController } from './offer/credential-offer.controller.js';
import { credentialOffer } from './offer/credential-offer.stream.js';
import { OfferCodes } from './offer/offer-codes.js';
import { AuthorizationServers } from './open-badges-api/authorization-server.js';
import { Holdings } from './open-badges-api/holdings.js';
import { OpenBadgesApiController } from './open-badges-api/open-badges-api.controller.js';
import { OpenBadgesApi } from './open-badges-api/open-badges-api.js';
import { API_PATHS, statusInfoForm } from './open-badges-api/status-info.js';
import { AuthorizationRequests } from './presentation/authorization-requests.js';
import { PresentedDocuments } from './presentation/documents.js';
import { presentationRequest } from './presentation/presentation-request.stream.js';
import { PRESENTATION_PATHS, PresentationController } from './presentation/presentation.controller.js';
import { Presentations } from './presentation/presentations.js';
import { PresentedSdJwts } from './presentation/sd-jwts.js';
import { ProfileController } from './profile/profile.controller.js';
import { profile } from './profile/profile.stream.js';
import { EdubadgesController } from './projection/edubadges/edubadges.controller.js';
import { ElmController } from './projection/elm/elm.controller.js';
import { IssuedBadges } from './projection/issued-badges.js';
import { credentialsPublisher } from './publishing/credentials.publisher.js';
import { makeReissuing, reissue, ReissueController } from './reissue/index.js';
import { settings } from './settings.js';
import { Judging } from './share/judging.js';
import { PaperController } from './share/paper/paper.controller.js';
import { ShareBadgeController } from './share/share-badge.controller.js';
import {
  SHARE_BADGE_PATHS,
  SHARE_FILE_PATH,
  SHARE_PAPER_PATH,
  SHARE_PATH,
  SHARE_TRAIL_PATH,
} from './share/share-links.js';
import { SharePageController } from './share/share-page.controller.js';
import { SharePages } from './share/share-pages.js';
import { OwnPathController, SharePathController } from './share/share-path.controller.js';
import { ShareController } from './share/share.controller.js';
import { share } from './share/share.stream.js';
import { SharedCredentials } from './share/shared-credentials.js';
import {
  InstanceListsController,
  StatusListsController,
  TokenStatusListsController,
} from './status/status-lists.controller.js';
import { StatusLists } from './status/status-lists.js';
import { statusPlace } from './status/status-place.stream.js';
import { STATUS_LIST_PATHS, StatusPlaces } from './status/status-places.js';
import { TokenStatusLists } from './status/token-status-lists.js';
import { instanceCredential } from './vc-api/instance-credential.stream.js';
import { InstanceCredentials } from './vc-api/instance-credentials.js';
import {
  VcApiPresentationController,
  VcApiVerificationController,
  VERIFY_PATH,
  VERIFY_PRESENTATION_PATH,
} from './vc-api/vc-api-verification.controller.js';
import { VC_API_PATHS, VcApiController } from './vc-api/vc-api.controller.js';
import { VerificationSources } from './verification/verification-sources.js';
import { VerificationController } from './verification/verification.controller.js';
import { AchievementDraftsController } from './views/achievement-drafts/achievement-drafts.controller.js';
import { achievementDrafts } from './views/achievement-drafts/achievement-drafts.view.js';
import { AchievementsController } from './views/achievements/achievements.controller.js';
import { achievements } from './views/achievements/achievements.view.js';
import { bulkAwards } from './views/bulk-awards/bulk-awards.view.js';
import { CredentialCopiesController } from './views/credential-copies/credential-copies.controller.js';
import { credentialCopies } from './views/credential-copies/credential-copies.view.js';
import { CredentialOffersController } from './views/credential-offers/credential-offers.controller.js';
import { credentialOffers } from './views/credential-offers/credential-offers.view.js';
import { ImagesController } from './views/images/images.controller.js';
import { images } from './views/images/images.view.js';
import { ImportedCredentialsController } from './views/imported-credentials/imported-credentials.controller.js';
import { importedCredentials } from './views/imported-credentials/imported-credentials.view.js';
import { IssuersController } from './views/issuers/issuers.controller.js';
import { issuers } from './views/issuers/issuers.view.js';
import { IssuedCredentialsController } from './views/my-credentials/issued-credentials.controller.js';
import { MyCredentialsController } from './views/my-credentials/my-credentials.controller.js';
import { myCredentials } from './views/my-credentials/my-credentials.view.js';
import { NoticesController } from './views/notices/notices.controller.js';
import { notices } from './views/notices/notices.view.js';
import { PresentationRequestsController } from './views/presentation-requests/presentation-requests.controller.js';
import { presentationRequests } from './views/presentation-requests/presentation-requests.view.js';
import { reissues } from './views/reissues/reissues.view.js';
import { SharesController } from './views/shares/shares.controller.js';
import { shares } from './views/shares/shares.view.js';
import { statusPlaces } from './views/status-places/status-places.view.js';
import { viewsProvider } from './views/views.js';

/** All that makes this service the credentials service; the only wiring. */
export const credentials: ServiceDefinition = {
  name: 'credentials',
  root: new URL('../', import.meta.url),
  streams: [
    issuer,
    achievement,
    credential,
    statusPlace,
    reissue,
    share,
    bulkAward,
    bulkAwardPart,
    image,
    importedCredential,
    profile,
    instanceCredential,
    credentialOffer,
    usedNonce,
    presentationRequest,
    batonAcceptance,
  ],
  views: [
    anyView(myCredentials),
    anyView(achievements),
    anyView(achievementDrafts),
    anyView(issuers),
    anyView(statusPlaces),
    anyView(reissues),
    anyView(shares),
    anyView(credentialCopies),
    anyView(notices),
    anyView(bulkAwards),
    anyView(images),
    anyView(importedCredentials),
    anyView(credentialOffers),
    anyView(presentationRequests),
  ],
  publish: credentialsPublisher,
  follows,
  reactsTo: [VALIDATION_GRANTED],
  consumers: [OnValidation],
  settings,
  reactions: (held) => {
    const signing = makeSigning(held);
    return [makeReissuing(held, signing), makeAwarding(held, signing)];
  },
  controllers: [
    IssuerController,
    DidDocumentsController,
    AchievementController,
    CredentialController,
    ClaimController,
    CopyController,
    CredentialCopiesController,
    CredentialOfferController,
    CredentialOffersController,
    CredentialIssuerMetadataController,
    IssuanceController,
    PresentationController,
    PresentationRequestsController,
    StatusListsController,
    TokenStatusListsController,
    ReissueController,
    ...bulkAwarding.controllers,
    MailIdentityController,
    VerificationController,
    MyCredentialsController,
    IssuedCredentialsController,
    NoticesController,
    AchievementsController,
    AchievementDraftsController,
    IssuersController,
    ShareController,
    SharePageController,
    SharesController,
    PaperController,
    SharePathController,
    OwnPathController,
    ImageController,
    ImageFilesController,
    ImagesController,
    BadgeController,
    ShareBadgeController,
    ImportedCredentialController,
    ImportedCredentialsController,
    OpenBadgesApiController,
    ProfileController,
    EdubadgesController,
    ElmController,
    InstanceController,
    InstanceDocumentController,
    InstanceListsController,
    VcApiController,
    VcApiVerificationController,
    VcApiPresentationController,
    ClrController,
    BatonAcceptancesController,
  ],
  unversioned: [
    DID_DOCUMENT_PATH,
    ...STATUS_LIST_PATHS,
    SHARE_PATH,
    SHARE_FILE_PATH,
    SHARE_PAPER_PATH,
    SHARE_TRAIL_PATH,
    ...SHARE_BADGE_PATHS,
    IMAGE_PATH,
    ACCEPTANCE_PATH,
    ...API_PATHS,
    INSTANCE_DOCUMENT_PATH,
    ...VC_API_PATHS,
    VERIFY_PATH,
    VERIFY_PRESENTATION_PATH,
    ...WELL_KNOWN_PATHS,
    ...ISSUANCE_PATHS,
    ...PRESENTATION_PATHS,
  ],
  problemForms: [statusInfoForm],
  providers: [
    viewsProvider,
    Issuers,
    StatusPlaces,
    StatusLists,
    TokenStatusLists,
    SignedVersions,
    BatonAcceptances,
    Issuing,
    ...bulkAwarding.providers,
    MailHashes,
    Nonces,
    ProofsOfPossession,
    BoundCopies,
    OfferCodes,
    CredentialIssuers,
    AccessTokens,
    CredentialRequests,
    AuthorizationRequests,
    PresentedDocuments,
    PresentedSdJwts,
    Presentations,
    VerificationSources,
    SharedCredentials,
    Judging,
    SharePages,
    BroughtCredentials,
    { provide: GUARDED_GET, useFactory: () => cached(createGuardedFetch()) },
    Importing,
    OpenBadgesApi,
    AuthorizationServers,
    Holdings,
    Images,
    Badges,
    IssuedBadges,
    Instance,
    InstanceCredentials,
    { provide: Rasteriser, useFactory: () => new Rasteriser() },
    { provide: KeyKeeper, useFactory: makeKeeper, inject: [SETTINGS] },
  ],
};
