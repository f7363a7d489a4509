create table app.imported_credentials_v1 (
  imported_credential_id text primary key,
  learner_id text not null,
  form text not null,
  secured text not null,
  kind text not null,
  text jsonb not null,
  content jsonb not null,
  sha256 jsonb not null,
  verdict text not null,
  whose text not null,
  judged_at text not null,
  checks jsonb not null,
  imported_at text not null,
  history jsonb not null,
  revision integer not null
);
create index imported_credentials_v1_learner on app.imported_credentials_v1 (learner_id, imported_at);
