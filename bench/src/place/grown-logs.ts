import { challenges } from '@estafette/challenges';
import { tableOf } from '@estafette/event-store';
import { fillLog } from '../given/fill-log.js';
import type { Database } from './database.js';
import type { Stage } from './stage.js';

export const SMALL = 10_000;

/** Two logs alike but for their size. Several benches may use them: filling the large one takes minutes. */
export interface GrownLogs {
  readonly small: Database;
  readonly large: Database;
}

export async function growLogs(stage: Stage, events: number): Promise<GrownLogs> {
  const views = challenges.views.map(tableOf);
  const [small, large] = [await stage.log('small'), await stage.log('large')];
  await fillLog(small, SMALL, views, stage.say);
  await fillLog(large, events, views, stage.say);
  return { small, large };
}
