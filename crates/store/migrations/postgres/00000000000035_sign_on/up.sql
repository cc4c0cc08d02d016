-- Logging in at a council's own provider: the providers, what their groups may do here, and who is who.
CREATE TABLE sign_on_provider (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  label TEXT COLLATE "C" NOT NULL,
  issuer TEXT COLLATE "C" NOT NULL,
  client_id TEXT COLLATE "C" NOT NULL,
  secret BYTEA,
  scopes TEXT COLLATE "C" NOT NULL,
  groups_claim TEXT COLLATE "C" NOT NULL,
  makes_accounts BOOLEAN NOT NULL,
  factors TEXT COLLATE "C" NOT NULL CHECK (factors::json IS NOT NULL),
  made_at BIGINT NOT NULL,
  off_at BIGINT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
);

CREATE TABLE sign_on_group (
  authority BYTEA NOT NULL,
  provider BYTEA NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  capacities TEXT COLLATE "C" NOT NULL CHECK (capacities::json IS NOT NULL),
  administers BOOLEAN NOT NULL,
  team BYTEA,
  role TEXT COLLATE "C",
  PRIMARY KEY (authority, provider, name),
  FOREIGN KEY (authority, provider) REFERENCES sign_on_provider (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, team) REFERENCES team (authority, id) ON DELETE RESTRICT,
  CHECK (role IN ('member', 'manager')),
  CHECK ((team IS NULL) = (role IS NULL))
);

CREATE TABLE sign_on_identity (
  -- Who is known by the issuer's own name for them, and by nothing else. What their groups gave is kept, so that it goes with them.
  authority BYTEA NOT NULL,
  provider BYTEA NOT NULL,
  subject TEXT COLLATE "C" NOT NULL,
  account BYTEA NOT NULL,
  in_groups TEXT COLLATE "C" NOT NULL CHECK (in_groups::json IS NOT NULL),
  gave TEXT COLLATE "C" NOT NULL CHECK (gave::json IS NOT NULL),
  gave_administration BOOLEAN NOT NULL,
  gave_places TEXT COLLATE "C" NOT NULL CHECK (gave_places::json IS NOT NULL),
  made_at BIGINT NOT NULL,
  last_used_at BIGINT,
  PRIMARY KEY (authority, provider, subject),
  UNIQUE (authority, provider, account),
  FOREIGN KEY (authority, provider) REFERENCES sign_on_provider (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE CASCADE
);

CREATE INDEX sign_on_identity_by_account ON sign_on_identity (authority, account);

ALTER TABLE sign_on_provider ENABLE ROW LEVEL SECURITY;
ALTER TABLE sign_on_provider FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON sign_on_provider USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE sign_on_group ENABLE ROW LEVEL SECURITY;
ALTER TABLE sign_on_group FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON sign_on_group USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE sign_on_identity ENABLE ROW LEVEL SECURITY;
ALTER TABLE sign_on_identity FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON sign_on_identity USING (authority = decode(current_setting('app.authority', true), 'hex'));
