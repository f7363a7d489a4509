-- A bulk award may put another one right.
create table app.bulk_awards_v2 (
  bulk_award_id text primary key,
  organisation_id text not null,
  achievement_id text not null,
  achievement_version integer not null,
  corrects text,
  corrected_by text,
  total integer not null,
  parts integer not null,
  parts_done integer not null,
  issued integer not null,
  reissued integer not null,
  unchanged integer not null,
  revoked integer not null,
  refused jsonb not null,
  started_at text not null,
  finished_at text,
  revision integer not null
);
create index bulk_awards_v2_organisation on app.bulk_awards_v2 (organisation_id, started_at);
create index my_credentials_v3_bulk_award on app.my_credentials_v3 (bulk_award_id) where bulk_award_id is not null;
