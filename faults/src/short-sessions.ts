import type { Inside } from './chain/service-process.js';

/** A consumer that was killed is missed after six seconds, not after half a minute: so that this can happen often. */
export const SHORT_SESSIONS: Inside = {
  edits: [
    {
      file: 'messaging/dist/kafka/upstream-consumer.js',
      find: 'options.sessionTimeoutMs ?? 30_000',
      put: 'options.sessionTimeoutMs ?? 6_000',
    },
    {
      file: 'messaging/dist/kafka/upstream-consumer.js',
      find: 'options.heartbeatMs ?? 3_000,',
      put: 'options.heartbeatMs ?? 1_000,',
    },
  ],
};
