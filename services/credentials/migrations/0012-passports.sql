-- A link shows one credential or several, issued here or brought from elsewhere; several have a title of their holder.
create table app.shares_v3 (
  share_id text primary key,
  learner_id text not null,
  credentials jsonb not null,
  title jsonb,
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
create index shares_v3_learner on app.shares_v3 (learner_id, opened_at);
create index shares_v3_token on app.shares_v3 (token_digest);
