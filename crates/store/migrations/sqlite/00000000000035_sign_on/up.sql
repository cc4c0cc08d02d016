-- Logging in at a council's own provider: the providers, what their groups may do here, and who is who.
CREATE TABLE sign_on_provider (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  label TEXT NOT NULL,
  issuer TEXT NOT NULL,
  client_id TEXT NOT NULL,
  secret BLOB,
  scopes TEXT NOT NULL,
  groups_claim TEXT NOT NULL,
  makes_accounts INTEGER NOT NULL,
  factors TEXT NOT NULL CHECK (json_valid(factors)),
  made_at INTEGER NOT NULL,
  off_at INTEGER,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_on_group (
  authority BLOB NOT NULL,
  provider BLOB NOT NULL,
  name TEXT NOT NULL,
  capacities TEXT NOT NULL CHECK (json_valid(capacities)),
  administers INTEGER NOT NULL,
  team BLOB,
  role TEXT,
  PRIMARY KEY (authority, provider, name),
  FOREIGN KEY (authority, provider) REFERENCES sign_on_provider (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, team) REFERENCES team (authority, id) ON DELETE RESTRICT,
  CHECK (role IN ('member', 'manager')),
  CHECK ((team IS NULL) = (role IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_on_identity (
  -- Who is known by the issuer's own name for them, and by nothing else. What their groups gave is kept, so that it goes with them.
  authority BLOB NOT NULL,
  provider BLOB NOT NULL,
  subject TEXT NOT NULL,
  account BLOB NOT NULL,
  in_groups TEXT NOT NULL CHECK (json_valid(in_groups)),
  gave TEXT NOT NULL CHECK (json_valid(gave)),
  gave_administration INTEGER NOT NULL,
  gave_places TEXT NOT NULL CHECK (json_valid(gave_places)),
  made_at INTEGER NOT NULL,
  last_used_at INTEGER,
  PRIMARY KEY (authority, provider, subject),
  UNIQUE (authority, provider, account),
  FOREIGN KEY (authority, provider) REFERENCES sign_on_provider (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_on_identity_by_account ON sign_on_identity (authority, account);
