export { claimFile, claimFolder } from './folder-claim.js';
export { inspectFolder, makeFolder, markerFile, markFolder } from './data-folder.js';
export { LocalServerError, type LocalServerErrorCode } from './local-server-error.js';
export { freePort, requireFreePort, requireFreePorts, type WantedPort } from './ports.js';
export {
  endOrphanedPostgres,
  removePostgres,
  startPostgres,
  type PostgresOptions,
  type PostgresServer,
} from './postgres.js';
export { commandLine, endProcess, processIdentity } from './processes.js';
export { dropDatabase, provisionDatabase, type ProvisionedDatabase, type ProvisionOptions } from './provision.js';
export { endOrphanedKafka, removeKafka, startKafka, type KafkaOptions, type KafkaServer } from './kafka.js';
export { missingForKafka } from './kafka-jars.js';
export { brokerSettings } from './kafka-properties.js';
export { dumpTopics } from './kafka-dump.js';
export { runFolder } from './run-folder.js';
