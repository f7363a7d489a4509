create table app.my_credentials_v1 (
  credential_id text primary key,
  learner_id text not null,
  organisation_id text not null,
  achievement_id text not null,
  achievement_version integer not null,
  validation_id text not null,
  credential jsonb not null,
  digest text not null,
  issued_at text not null,
  revision integer not null
);
create index my_credentials_v1_learner on app.my_credentials_v1 (learner_id, issued_at);

create table app.achievements_v1 (
  achievement_id text primary key,
  organisation_id text not null,
  open boolean not null,
  fields jsonb not null,
  versions jsonb not null,
  revision integer not null
);
create index achievements_v1_organisation on app.achievements_v1 (organisation_id);
create index achievements_v1_fields on app.achievements_v1 using gin (fields);

create table app.issuers_v1 (
  organisation_id text primary key,
  name text not null,
  did text not null,
  registered_at text not null,
  revision integer not null
);
