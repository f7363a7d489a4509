export { type CacheOptions, cached } from './cached.js';
export { type FetchRefusal, FetchRefused } from './fetch-refused.js';
export {
  type Asked,
  createGuardedFetch,
  type Fetched,
  type GuardedFetchOptions,
  type GuardedGet,
} from './guarded-fetch.js';

/** Under which the one guarded GET of this service is injected: what is fetched at a time is bounded for all who fetch. */
export const GUARDED_GET = Symbol('the guarded GET of this service');
