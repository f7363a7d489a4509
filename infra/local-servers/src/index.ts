export { LocalServerError, type LocalServerErrorCode } from './local-server-error.js';
export { freePort, requireFreePort } from './ports.js';
export { removePostgres, startPostgres, type PostgresOptions, type PostgresServer } from './postgres.js';
export { dropDatabase, provisionDatabase, type ProvisionedDatabase, type ProvisionOptions } from './provision.js';
export { removeKafka, startKafka, type KafkaOptions, type KafkaServer } from './kafka.js';
export { missingForKafka } from './kafka-jars.js';
export { brokerSettings } from './kafka-properties.js';
export { dumpTopics } from './kafka-dump.js';
