import type { Chain } from '../chain/chain.js';

const WATCH = `
create schema watched;
create table watched.back (name text, was text, became text);
create function watched.note() returns trigger language plpgsql security definer as $$
begin
  if (new.incarnation, new.transaction_id, new.position) < (old.incarnation, old.transaction_id, old.position) then
    insert into watched.back values (
      new.name,
      concat_ws('.', old.incarnation, old.transaction_id, old.position),
      concat_ws('.', new.incarnation, new.transaction_id, new.position)
    );
  end if;
  return null;
end $$;
create trigger note after update on app.cursors for each row execute function watched.note()`;

/** From now on it is written down when a cursor of a service goes back: the database itself sees each move. */
export async function watchCursors({ cluster }: Chain, service: string): Promise<void> {
  await cluster.sql(WATCH, service);
}

/** Cursors that went back, though nobody may have moved them so. */
export async function cursorsBack({ cluster }: Chain, service: string): Promise<string[]> {
  const back = await cluster.sql<{ name: string; was: string; became: string }>(
    'select name, was, became from watched.back',
    service,
  );
  return back.map(({ name, was, became }) => `cursor: ${name} of ${service} went back from ${was} to ${became}`);
}
