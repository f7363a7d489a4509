-- What happened to a credential, and with which key it was signed last.
create table app.my_credentials_v2 (
  credential_id text primary key,
  learner_id text not null,
  organisation_id text not null,
  achievement_id text not null,
  achievement_version integer not null,
  validation_id text not null,
  credential jsonb not null,
  digest text not null,
  key_id text,
  endorsed_by jsonb not null,
  issued_at text not null,
  standing text not null,
  history jsonb not null,
  revision integer not null
);
create index my_credentials_v2_learner on app.my_credentials_v2 (learner_id, issued_at);
create index my_credentials_v2_organisation on app.my_credentials_v2 (organisation_id, issued_at);
create index my_credentials_v2_key on app.my_credentials_v2 (organisation_id, key_id, credential_id);
create index my_credentials_v2_endorsed on app.my_credentials_v2 using gin (endorsed_by);

create table app.reissues_v1 (
  reissue_id text primary key,
  organisation_id text not null,
  selection jsonb not null,
  note text,
  total integer not null,
  reissued integer not null,
  skipped integer not null,
  started_at text not null,
  finished_at text,
  revision integer not null
);
create index reissues_v1_organisation on app.reissues_v1 (organisation_id, started_at);

create table app.status_places_v1 (
  place text primary key,
  organisation_id text not null,
  list integer not null,
  index integer not null,
  is_set boolean not null,
  changed_at text not null
);
create index status_places_v1_list on app.status_places_v1 (organisation_id, list, is_set, index);

create table app.issuers_v2 (
  organisation_id text primary key,
  name text,
  did text not null,
  country text not null,
  region text,
  issues boolean not null,
  keys jsonb not null,
  registered_at text not null,
  revision integer not null
);
create index issuers_v2_did on app.issuers_v2 (did);
