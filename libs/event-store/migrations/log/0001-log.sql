-- The log. The owner role migrates it; the runtime role may only read and add: history cannot be changed.

-- One row: which life of the log this is. It goes up when the data is found in another cluster than before, because
-- the transaction ids written so far then mean nothing there.
create table log.incarnation (
  only_row boolean primary key default true check (only_row),
  number integer not null,
  system_identifier text not null,
  timeline integer not null
);

create table log.events (
  position bigint generated always as identity,
  incarnation integer not null,
  transaction_id xid8 not null default pg_current_xact_id(),
  stream_id text not null,
  revision integer not null check (revision > 0),
  event_id uuid not null,
  type text not null,
  version smallint not null,
  data jsonb not null,
  metadata jsonb not null,
  primary key (stream_id, revision)
);

-- The order in which readers go through the log.
create unique index events_in_order on log.events (incarnation, transaction_id, position);

create table log.once_keys (
  scope text not null,
  key text not null,
  digest text not null,
  answer jsonb,
  primary key (scope, key)
);
