import { kafkaAvailable } from '@estafette/test-kit';
import { describe } from 'vitest';
import { relayJourney } from './relay.journey.js';

describe.skipIf(!kafkaAvailable())('with a broker', () => {
  relayJourney('the relay on Kafka, a process for each service, two of those that do most', {
    kafka: true,
    replicas: new Map([
      ['challenges', 2],
      ['validation', 2],
    ]),
  });
});
