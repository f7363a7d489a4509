-- What organisations asked of wallets, and whether what was shown holds, or how a wallet said no.
create table app.presentation_requests_v2 (
  request_id text primary key,
  by text not null,
  organisation_id text not null,
  achievement_id text,
  formats jsonb not null,
  client_id text not null,
  requested_at text not null,
  expires_at text not null,
  answered_at text,
  format text,
  verdict text,
  codes jsonb not null,
  issuer text,
  achievement_name jsonb not null,
  declined_at text,
  error text,
  revision integer not null
);
