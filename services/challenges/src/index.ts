export type { ChallengeEvent } from './challenge/challenge.events.js';
export { challenge } from './challenge/challenge.stream.js';
export { challenges } from './challenges.service.js';
