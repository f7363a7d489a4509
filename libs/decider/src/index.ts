export type { Decider, DomainEvent } from './decider.js';
export { fold } from './decider.js';
export type { RefusalKind } from './domain-error.js';
export { DomainError, forbid, refuse, unknown } from './domain-error.js';
export { given } from './given.js';
export { same } from './same.js';
