export { ConfigError } from './config.js';
export { KeyFileError } from './keys.js';
export { bootIdentity } from './boot.js';
export type { RunningIdentity } from './boot.js';
