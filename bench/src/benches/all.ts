import type { Bench } from '../bench.js';
import { append1, append32, append8 } from './append.bench.js';
import {
  issueCredential,
  issueCredentialElsewhere,
  issueInBulk,
  resignStatusList,
  verifyCredential,
  verifyForeign,
} from './credentials.bench.js';
import { followBulk } from './follow.bench.js';
import { growthAppend, growthCommand } from './growth.bench.js';
import { httpCommand } from './http-command.bench.js';
import { kafkaVisible } from './kafka.bench.js';
import { loadFold, loadFoldSealed } from './load.bench.js';
import { reaction32 } from './reaction.bench.js';
import { idleCpu, memoryAfterDemo } from './region.bench.js';
import { signCredential } from './sign.bench.js';
import { viewLive, viewRebuild } from './view.bench.js';

/** Every bench, in the order in which a whole run takes them. */
export const benches: readonly Bench[] = [
  append1,
  append8,
  append32,
  httpCommand,
  loadFold,
  loadFoldSealed,
  viewLive,
  viewRebuild,
  followBulk,
  reaction32,
  kafkaVisible,
  signCredential,
  issueCredential,
  issueCredentialElsewhere,
  verifyCredential,
  verifyForeign,
  issueInBulk,
  resignStatusList,
  memoryAfterDemo,
  idleCpu,
  growthAppend,
  growthCommand,
];
