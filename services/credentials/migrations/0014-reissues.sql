-- Credentials that were issued anew are counted one by one.
create table app.reissues_v2 (
  reissue_id text primary key,
  organisation_id text not null,
  selection jsonb not null,
  note text,
  total integer not null,
  reissued integer not null,
  in_share integer not null,
  skipped integer not null,
  started_at text not null,
  finished_at text,
  revision integer not null
);
create index reissues_v2_organisation on app.reissues_v2 (organisation_id, started_at);
