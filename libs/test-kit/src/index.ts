export { eventually } from './eventually.js';
export { createTestDatabase, kafkaAvailable, testKafka, testPostgres, type TestDatabase } from './servers.js';
