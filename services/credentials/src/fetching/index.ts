export { type CacheOptions, cached } from './cached.js';
export { type FetchRefusal, FetchRefused } from './fetch-refused.js';
export {
  type Asked,
  createGuardedFetch,
  type Fetched,
  type GuardedFetchOptions,
  type GuardedGet,
} from './guarded-fetch.js';
