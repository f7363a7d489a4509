-- Keys of several algorithms.
create table app.issuers_v3 (
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
create index issuers_v3_did on app.issuers_v3 (did);

-- Copies of credentials that are bound to a key of their holder.
create table app.credential_copies_v1 (
  copy_id text primary key,
  credential_id text not null,
  learner_id text not null,
  organisation_id text not null,
  format text not null,
  algorithm text not null,
  key_id text not null,
  text jsonb not null,
  digest text not null,
  holder jsonb not null,
  made_at text not null,
  ended_at text,
  revision integer not null
);
create index credential_copies_v1_credential on app.credential_copies_v1 (credential_id, made_at);
