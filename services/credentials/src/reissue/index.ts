export { makeReissuing } from './make-reissuing.js';
export { ReissueController } from './reissue.controller.js';
export { reissue } from './reissue.stream.js';
