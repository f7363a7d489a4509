-- What holders offer to wallets.
create table app.credential_offers_v1 (
  offer_id text primary key,
  learner_id text not null,
  credential_id text not null,
  organisation_id text not null,
  code jsonb not null,
  transaction_code jsonb not null,
  offered_at text not null,
  expires_at text not null,
  misses integer not null,
  redeemed_at text,
  revision integer not null
);
create index credential_offers_v1_learner on app.credential_offers_v1 (learner_id, offered_at);
