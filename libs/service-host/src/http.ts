/** How a server of ours takes requests and refuses them, without Nest: for those that are no service of the host's. */
export { watchAddresses } from './http/addresses.js';
export { checked } from './http/faults.js';
export { HttpProblem, sendProblem } from './http/problem.js';
export { BODY_TOO_LARGE, BYTES_LIMIT_BYTES, INTERNAL, nothingHere, refused } from './http/refusals.js';
export { refuseOddRequests, serverOptions } from './http/server-options.js';
