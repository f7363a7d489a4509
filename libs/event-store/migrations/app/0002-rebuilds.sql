-- The last rebuild of each view's table. Whether one still runs is told by its advisory lock, which ends with its session.
create table app.rebuilds (
  view_table text primary key,
  started_at timestamptz not null,
  ended_at timestamptz,
  -- Read so far.
  events bigint not null default 0,
  fault text
);
