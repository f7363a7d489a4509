import type { Break } from './fault.js';

/** Breaks that more than one fault is seen by. */
export const KNOWN_BY_NOTHING: Break = {
  what: 'a message that is known again by nothing',
  inside: {
    edits: [
      { file: 'messaging/dist/consumer.js', find: 'key: message.id,', put: 'key: `${message.id} ${Math.random()}`,' },
    ],
  },
  seenAs: /^doubled/m,
};
