export { eventually } from './eventually.js';
export { createTestDatabase, kafkaAvailable, testKafka, testPostgres, type TestDatabase } from './servers.js';
export { startTestFeeds, type TestFeeds, type ToldEvent } from './test-feeds.js';
export { startTestIssuer, TEST_AUDIENCE, type TestIssuer } from './test-issuer.js';
export {
  type AccessCall,
  type AccessOptions,
  type AccessPermission,
  type AccessRoute,
  type AccessRow,
  accessSpec,
  type Asking,
  type Expected,
  faultsOfAccessRows,
  settlePeople,
  walkAccess,
} from './specs/access.js';
export { bearsRepeats, type ConsumerOptions, consumerSpec, faultsOfStory, type Setting } from './specs/consuming.js';
export type { ConsumingService, Effect } from './specs/effect.js';
export { walkRevocation } from './specs/revocation.js';
export {
  expectRebuildEqualsLive,
  itRebuildsToLive,
  REBUILD_CHUNKS,
  type RebuildableView,
} from './specs/rebuild-equals-live.js';
export { type Caller, startTestService, type TestService } from './test-service.js';
