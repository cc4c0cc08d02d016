CREATE TABLE portal_account (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  person BLOB NOT NULL,
  case_id BLOB NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('subject', 'representative')),
  channel TEXT NOT NULL CHECK (channel IN ('email', 'text')),
  way_digest BLOB NOT NULL,
  born_digest BLOB NOT NULL,
  categories TEXT NOT NULL CHECK (json_valid(categories)),
  until_on TEXT,
  record_class TEXT NOT NULL,
  sealed BLOB,
  invited_by BLOB NOT NULL,
  invited_at INTEGER NOT NULL,
  approved_by BLOB,
  approved_at INTEGER,
  ended_by BLOB,
  ended_at INTEGER,
  first_in_at INTEGER,
  last_in_at INTEGER,
  failed_count INTEGER NOT NULL,
  last_failed_at INTEGER,
  codes_sent INTEGER NOT NULL,
  codes_since INTEGER NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, invited_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, approved_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, ended_by) REFERENCES account (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE INDEX portal_account_by_case_id ON portal_account (authority, case_id);

CREATE INDEX portal_account_by_way_digest ON portal_account (authority, way_digest);

CREATE TABLE portal_session (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  token_hash BLOB NOT NULL,
  account BLOB NOT NULL,
  code_digest BLOB,
  tries INTEGER NOT NULL,
  began_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, account) REFERENCES portal_account (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX portal_session_by_token_hash ON portal_session (authority, token_hash);

CREATE INDEX portal_session_by_account ON portal_session (authority, account);
