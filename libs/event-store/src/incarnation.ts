import type { ClientBase } from 'pg';

const COMPARE = `
select i.number, (i.system_identifier, i.timeline) is not distinct from (s.system_identifier::text, c.timeline_id) as same
from pg_control_system() s, pg_control_checkpoint() c left join log.incarnation i on true`;

const RAISE = `
insert into log.incarnation (number, system_identifier, timeline)
select 1, s.system_identifier::text, c.timeline_id from pg_control_system() s, pg_control_checkpoint() c
on conflict (only_row) do update
  set number = incarnation.number + 1,
      system_identifier = excluded.system_identifier,
      timeline = excluded.timeline
  where (incarnation.system_identifier, incarnation.timeline) is distinct from
        (excluded.system_identifier, excluded.timeline)
returning number`;

/**
 * Compares the cluster that the log lives in with the one recorded in it, and raises the incarnation when it is another
 * (a restore into a new cluster, a promoted timeline): events of older incarnations are then visible whatever their
 * transaction ids. Runs as the log's owner, outside any transaction.
 */
export async function checkIncarnation(owner: ClientBase): Promise<{ number: number; raised: boolean }> {
  const { rows } = await owner.query<{ number: number | null; same: boolean | null }>(COMPARE);
  const [found] = rows;
  if (found?.number && found.same) return { number: found.number, raised: false };
  await owner.query('begin');
  try {
    // An append that still ends in the old life would be passed by readers of the new one: it ends first, and those
    // that come after this see the new number.
    await owner.query('lock table log.events in exclusive mode');
    const raised = await owner.query<{ number: number }>(RAISE);
    const now = await owner.query<{ number: number }>('select number from log.incarnation');
    await owner.query('commit');
    const number = now.rows[0]?.number ?? 1;
    return { number, raised: (raised.rowCount ?? 0) > 0 && number > 1 };
  } catch (error) {
    await owner.query('rollback').catch(() => undefined);
    throw error;
  }
}
