export { CuttingProxy } from './cutting-proxy.js';
export { eventually } from './eventually.js';
export { createTestDatabase, kafkaAvailable, testKafka, testPostgres, type TestDatabase } from './servers.js';
export { startTestFeeds, type TestFeeds, type ToldEvent } from './test-feeds.js';
export { startTestIssuer, TEST_AUDIENCE, type TestIssuer } from './test-issuer.js';
export { accessSpec, faultsOfAccessRows, settlePeople, walkAccess } from './specs/access.js';
export type {
  AccessCall,
  AccessOptions,
  AccessPermission,
  AccessRoute,
  AccessRow,
  Asking,
  Expected,
} from './specs/access-options.js';
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
