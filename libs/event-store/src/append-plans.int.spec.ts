import { createTestDatabase } from '@estafette/test-kit';
import pg from 'pg';
import { expect, it } from 'vitest';
import type { Append } from './append.js';
import { append } from './append.js';
import { eventsOf } from './stream-events.js';
import { aKey, anEvent } from './fixtures/members.js';
import { asked, migrated } from './fixtures/replica.js';
import { GroupCommit } from './index.js';

/** The plans that a connection keeps: it makes them anew for each of the first five times. */
async function keptPlans(url: string, run: string): Promise<string[]> {
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const group = new GroupCommit(pool);
  const one = (nth: string): Append => ({ events: [anEvent(`${run}-${nth}`, 1)], onces: [aKey(run, nth)] });
  for (let nth = 0; nth < 6; nth += 1) {
    await append(pool, one(`${nth}-alone`));
    await eventsOf(pool, [`${run}-0-alone`, `${run}-0-left`]);
    await eventsOf(pool, [`${run}-0-alone`]);
    await append(pool, { events: [anEvent(`${run}-${nth}-bare`, 1)], onces: [] });
    await Promise.all([group.append(one(`${nth}-left`)), group.append(one(`${nth}-right`))]);
  }
  const { rows } = await pool.query<{ name: string; parameters: number }>(
    `select name, cardinality(parameter_types) as parameters from pg_prepared_statements order by name`,
  );
  const plans: string[] = [];
  for (const { name, parameters } of rows) {
    const values = Array.from({ length: parameters }, () => 'null').join();
    const plan = await pool.query<{ 'QUERY PLAN': string }>(`explain (costs off) execute "${name}" (${values})`);
    plans.push([name, ...plan.rows.map((row) => row['QUERY PLAN'])].join('\n'));
  }
  await pool.end();
  return plans;
}

it('appends and loads look into indexes only, from a new log on', async () => {
  const database = await createTestDatabase('plans');
  await migrated(database);
  const plans = await keptPlans(database.runtimeUrl, 'new');
  expect(plans.map((plan) => plan.split('\n')[0])).toEqual([
    'append',
    'append-group',
    'append-one',
    'stream-load',
    'stream-load-one',
  ]);
  const reading = /Seq Scan on (events|once_keys)/;
  for (const plan of plans) expect(plan).not.toMatch(reading);
  // The guard, and why the first analysis of these tables waits: this is what comes of one that meets a few events.
  await asked(database.ownerUrl, (owner) => owner.query('analyze log.events; analyze log.once_keys'));
  for (const plan of await keptPlans(database.runtimeUrl, 'misled')) expect(plan).toMatch(reading);
  await database.drop();
});
