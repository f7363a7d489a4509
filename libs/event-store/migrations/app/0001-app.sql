-- What the runtime role keeps beside the log: it can all be made again, but for the vault and the parked messages.

create table app.cursors (
  name text primary key,
  incarnation integer not null,
  transaction_id xid8 not null,
  position bigint not null,
  moved_at timestamptz not null default clock_timestamp()
);

-- One data key a person, wrapped by the installation's key. Null: the person was erased, and no key may be made again.
create table app.vault_keys (
  person_id uuid primary key,
  wrapped_key bytea,
  created_at timestamptz not null default clock_timestamp(),
  destroyed_at timestamptz,
  check ((wrapped_key is null) = (destroyed_at is not null))
);
