export { BoundCopies } from './bound-copies.js';
export { CopyController } from './copy.controller.js';
export { ProofsOfPossession } from './proof-of-possession.js';
