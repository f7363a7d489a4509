-- Up Migration

-- What the provider keeps: sessions, requests under way, grants, codes, refresh tokens, registered applications. The id is the SHA-256 of
-- what a browser or an application holds, so that nobody who reads this table can use what stands in it.
CREATE TABLE kept (
  id bytea PRIMARY KEY,
  kind text NOT NULL,
  payload jsonb NOT NULL,
  -- Of a session: the name that it has among what belongs to it, which opens nothing.
  uid text UNIQUE,
  -- Of a code or refresh token: the grant that it rests on. What comes after the grant has ended cannot be kept.
  grant_id bytea REFERENCES kept (id) ON DELETE CASCADE,
  account_id uuid,
  client_id text,
  kept_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  consumed_at timestamptz
);
CREATE INDEX kept_by_grant ON kept (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX kept_by_account ON kept (account_id, kind, client_id) WHERE account_id IS NOT NULL;
CREATE INDEX kept_by_client ON kept (client_id) WHERE client_id IS NOT NULL;
CREATE INDEX kept_by_expiry ON kept (expires_at);

-- Which mail address is which person: an HMAC, since addresses can be guessed.
CREATE TABLE accounts (
  address bytea PRIMARY KEY,
  person_id uuid NOT NULL UNIQUE
);

-- The code that was mailed for a request under way; an HMAC, since six digits can be tried out.
CREATE TABLE login_codes (
  interaction bytea PRIMARY KEY REFERENCES kept (id) ON DELETE CASCADE,
  address bytea NOT NULL,
  code bytea NOT NULL,
  tries integer NOT NULL DEFAULT 0,
  expires_at timestamptz NOT NULL
);

-- How often something was done since a time, for what may be done only so often.
CREATE TABLE rates (
  subject text NOT NULL,
  since timestamptz NOT NULL,
  times integer NOT NULL,
  PRIMARY KEY (subject, since)
);
CREATE INDEX rates_by_time ON rates (since);
