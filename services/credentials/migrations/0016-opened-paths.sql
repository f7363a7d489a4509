-- What a link opens of the path behind a credential is said of each credential.
create table app.shares_v4 (
  share_id text primary key,
  learner_id text not null,
  credentials jsonb not null,
  title jsonb,
  token_digest text not null,
  token jsonb not null,
  language text,
  opened_at text not null,
  expires_at text,
  closed_at text,
  views integer not null,
  last_views jsonb not null,
  revision integer not null
);
create index shares_v4_learner on app.shares_v4 (learner_id, opened_at);
create index shares_v4_token on app.shares_v4 (token_digest);
