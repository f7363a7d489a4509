-- Whether its holder took a credential, and until when it holds.
create table app.my_credentials_v3 (
  credential_id text primary key,
  learner_id text not null,
  organisation_id text not null,
  achievement_id text not null,
  achievement_version integer not null,
  validation_id text,
  bulk_award_id text,
  credential jsonb not null,
  path jsonb,
  digest text not null,
  key_id text,
  endorsed_by jsonb not null,
  issued_at text not null,
  valid_until text,
  standing text not null,
  accepted boolean,
  history jsonb not null,
  revision integer not null
);
create index my_credentials_v3_learner on app.my_credentials_v3 (learner_id, issued_at);
create index my_credentials_v3_organisation on app.my_credentials_v3 (organisation_id, issued_at);
create index my_credentials_v3_key on app.my_credentials_v3 (organisation_id, key_id, credential_id);
create index my_credentials_v3_endorsed on app.my_credentials_v3 using gin (endorsed_by);
create index my_credentials_v3_ending on app.my_credentials_v3 (organisation_id, valid_until);
create index my_credentials_v3_unclaimed on app.my_credentials_v3 (organisation_id, issued_at) where accepted is null;

-- What holders are told, each once.
create table app.notices_v1 (
  notice text primary key,
  learner_id text not null,
  organisation_id text not null,
  kind text not null,
  at text not null,
  credential_ids jsonb not null,
  count integer not null
);
create index notices_v1_learner on app.notices_v1 (learner_id, at);

-- How far a bulk award is.
create table app.bulk_awards_v1 (
  bulk_award_id text primary key,
  organisation_id text not null,
  achievement_id text not null,
  achievement_version integer not null,
  total integer not null,
  parts integer not null,
  parts_done integer not null,
  issued integer not null,
  refused jsonb not null,
  started_at text not null,
  finished_at text,
  revision integer not null
);
create index bulk_awards_v1_organisation on app.bulk_awards_v1 (organisation_id, started_at);
