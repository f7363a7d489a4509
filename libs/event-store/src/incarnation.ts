import type { ClientBase } from 'pg';

/**
 * Compares the cluster that the log lives in with the one recorded in it, and raises the incarnation when it is another
 * (a restore into a new cluster, a promoted timeline): events of older incarnations are then visible whatever their
 * transaction ids. Runs as the log's owner. Returns whether it was raised.
 */
export async function checkIncarnation(owner: ClientBase): Promise<{ number: number; raised: boolean }> {
  const { rows } = await owner.query<{ number: number; raised: boolean }>(`
    with cluster as (
      select (select system_identifier::text from pg_control_system()) as system_identifier,
             (select timeline_id from pg_control_checkpoint()) as timeline
    ), written as (
      insert into log.incarnation (number, system_identifier, timeline)
      select 1, system_identifier, timeline from cluster
      on conflict (only_row) do update
        set number = incarnation.number + 1,
            system_identifier = excluded.system_identifier,
            timeline = excluded.timeline
        where (incarnation.system_identifier, incarnation.timeline) is distinct from
              (excluded.system_identifier, excluded.timeline)
      returning number
    )
    select coalesce((select number from written), (select number from log.incarnation)) as number,
           coalesce((select number from written), 1) > 1 as raised`);
  const [row] = rows;
  if (!row) throw new Error('the log has no incarnation');
  return row;
}
