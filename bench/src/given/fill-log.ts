import type { Database } from '../place/database.js';
import { connected } from '../place/database.js';

/** Streams of 25 events, 200 of them under way at once. */
const STREAMS_AT_ONCE = 200;
const IN_BLOCK = STREAMS_AT_ONCE * 25;
const ROWS_AT_ONCE = 500_000;

// Indexes are made afterwards, as a restored backup's are: entry by entry, ten millions would take hours on a small disk.
const WITHOUT_INDEXES = `
alter table log.events drop constraint events_pkey;
drop index log.events_in_order;
alter table log.once_keys drop constraint once_keys_pkey`;

const INDEXES = [
  'alter table log.events add constraint events_pkey primary key (stream_id, revision)',
  'create unique index events_in_order on log.events (incarnation, transaction_id, position)',
  'alter table log.once_keys add constraint once_keys_pkey primary key (scope, key)',
  'vacuum (analyze) log.events',
  'vacuum (analyze) log.once_keys',
];

// Ids of streams rise with their time, as version 7 does; each event is as long as a note whose text is sealed, and was
// written with a once-key of its own by one of ten thousand people.
const FILL = `
with drawn as (
  select n, n / ${IN_BLOCK} * ${STREAMS_AT_ONCE} + n % ${STREAMS_AT_ONCE} as stream,
    (n % ${IN_BLOCK} / ${STREAMS_AT_ONCE} + 1)::int as revision
  from generate_series($1::bigint, $2::bigint) as n
), named as (
  select n, revision, md5('stream' || stream) as random, md5('person' || stream % 10000)::uuid::text as person,
    lpad(to_hex(1760000000000 + stream * 1000), 12, '0') as time
  from drawn
), told as (
  select n, revision, person, format('%s-%s-7%s-8%s-%s', substr(time, 1, 8), substr(time, 9, 4), substr(random, 1, 3),
    substr(random, 4, 3), substr(random, 7, 12)) as challenge
  from named
), once as (
  insert into log.once_keys (scope, key, digest, answer)
  select person || '|' || md5('organisation')::uuid || '|POST /v1/challenges/:challengeId/legs/:legId/notes',
    gen_random_uuid()::text, md5(n::text) || md5(challenge),
    jsonb_build_object('status', 201, 'location', '/v1/challenges/' || challenge, 'etag', '"' || revision || '"')
  from told
)
insert into log.events (incarnation, stream_id, revision, event_id, type, version, data, metadata)
select 1, 'challenge-' || challenge, revision, uuidv7(), 'ProgressNoted', 1,
  jsonb_build_object('challengeId', challenge, 'legId', md5(challenge)::uuid, 'noteId', md5(n::text)::uuid, 'by', person,
    'text', jsonb_build_object('sealed', person, 'at', 'challenge-' || challenge || '/' || md5(n::text)::uuid || '/text',
      'box', repeat(md5(n::text), 5))),
  jsonb_build_object('at', '2026-11-21T10:00:00.000Z', 'by', person, 'for', md5('organisation')::uuid,
    'membership', md5(person)::uuid)
from told order by n`;

/**
 * Fills an empty log with as many events and once-keys, as its owner; views whose tables are not there yet stand at its end.
 *
 * @param views the tables of those views, without a schema
 */
export async function fillLog(
  { ownerUrl, runtimeUrl, adminUrl }: Database,
  events: number,
  views: readonly string[],
  say: (line: string) => void,
): Promise<void> {
  await connected(ownerUrl, async (owner) => {
    await owner.query(WITHOUT_INDEXES);
    for (let from = 0; from < events; from += ROWS_AT_ONCE) {
      await owner.query(FILL, [from, Math.min(from + ROWS_AT_ONCE, events) - 1]);
      if (events > ROWS_AT_ONCE) say(`  ${Math.min(from + ROWS_AT_ONCE, events)} of ${events} events written`);
    }
    for (const statement of INDEXES) await owner.query(statement);
  });
  await connected(runtimeUrl, (client) =>
    client.query(
      `insert into app.cursors (name, incarnation, transaction_id, position)
       select 'view:' || v.name, e.incarnation, e.transaction_id, e.position
       from unnest($1::text[]) as v (name),
         (select * from log.events order by incarnation desc, transaction_id desc, position desc limit 1) as e`,
      [views],
    ),
  );
  // What the filling left to write to disk is not what is measured.
  await connected(adminUrl, (admin) => admin.query('checkpoint'));
}
