-- How often this service has sent its events from the beginning of its log: once, and once more for each row here.
create table app.publications (
  number integer generated always as identity (start with 2) primary key,
  asked_at timestamptz not null default clock_timestamp(),
  asked_by text not null,
  reason text
);

-- The latest publication of each upstream that a message of it was seen of. Below 2 nothing is recorded.
create table app.publications_heard (
  upstream text primary key,
  publication integer not null,
  heard_at timestamptz not null default clock_timestamp()
);

-- A reader is named by what it takes: one that takes another type begins where no other has been.
delete from app.feed_cursors;
alter table app.feed_cursors
  add column takes text not null,
  drop constraint feed_cursors_pkey,
  add primary key (upstream, takes);
