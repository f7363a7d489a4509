-- Whether a link tells the path behind the credential.
create table app.shares_v2 (
  share_id text primary key,
  learner_id text not null,
  credential_id text not null,
  token_digest text not null,
  token jsonb not null,
  language text,
  tells_path boolean not null,
  opened_at text not null,
  expires_at text,
  closed_at text,
  views integer not null,
  last_views jsonb not null,
  revision integer not null
);
create index shares_v2_learner on app.shares_v2 (learner_id, opened_at);
create index shares_v2_token on app.shares_v2 (token_digest);
