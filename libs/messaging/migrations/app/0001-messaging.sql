-- Messages of other services that could not be taken in, set aside without losing the order of their key.

-- One row for each key that is set aside: '<upstream>/<key>', or '<upstream>/<place>' for a message without a usable key.
create table app.parked_keys (
  key text primary key,
  upstream text not null,
  -- The number of the message queued last. Queueing raises it in the same statement, so that "nothing more is waiting"
  -- can be decided on this row alone: whoever deletes the row names the number it has seen.
  last bigint not null,
  parked_at timestamptz not null default clock_timestamp(),
  -- Null: it no longer tries by itself and waits for the operator.
  next_try_at timestamptz,
  -- Who is replaying this key, and until when that counts. Not a lock: no transaction stays open while a message is handled.
  lease text,
  lease_until timestamptz
);

create index parked_keys_due on app.parked_keys (next_try_at) where next_try_at is not null;

create table app.parked_messages (
  id uuid primary key default gen_random_uuid(),
  key text not null,
  nth bigint not null,
  -- Source and id, else the place: a message that is delivered again is not queued again.
  name text not null,
  place text not null,
  type text,
  -- JSON, as text: jsonb would refuse what may be the very fault, a NUL in a string.
  content text not null,
  -- Null: nothing was wrong with this one, it waits behind another.
  cause text,
  attempts integer not null default 0,
  queued_at timestamptz not null default clock_timestamp(),
  first_tried_at timestamptz,
  last_tried_at timestamptz,
  unique (key, nth),
  unique (key, name)
);

-- What an operator threw away, and why.
create table app.discarded_messages (
  id uuid primary key,
  key text not null,
  place text not null,
  type text,
  content text not null,
  cause text,
  attempts integer not null,
  queued_at timestamptz not null,
  discarded_at timestamptz not null default clock_timestamp(),
  reason text not null
);

-- How far this service has followed the feed of each upstream.
create table app.feed_cursors (
  upstream text primary key,
  cursor text not null,
  moved_at timestamptz not null default clock_timestamp()
);
