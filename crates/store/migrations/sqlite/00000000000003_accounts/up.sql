CREATE TABLE account (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  username TEXT NOT NULL,
  name TEXT NOT NULL,
  administers INTEGER NOT NULL CHECK (administers IN (0, 1)),
  capacities TEXT NOT NULL CHECK (json_valid(capacities)),
  enrolment BLOB,
  created_at INTEGER NOT NULL,
  disabled_at INTEGER,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, username),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, enrolment) REFERENCES enrolment (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE TABLE credential (
  authority BLOB NOT NULL,
  account BLOB NOT NULL CHECK (length(account) = 16),
  password_hash TEXT NOT NULL,
  totp_sealed BLOB,
  totp_confirmed INTEGER NOT NULL CHECK (totp_confirmed IN (0, 1)),
  totp_last_step INTEGER,
  recovery TEXT NOT NULL CHECK (json_valid(recovery)),
  failed_count INTEGER NOT NULL,
  last_failed_at INTEGER,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (authority, account),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  token_hash BLOB NOT NULL,
  account BLOB NOT NULL,
  capacity TEXT NOT NULL,
  purpose TEXT NOT NULL,
  second_factor INTEGER NOT NULL CHECK (second_factor IN (0, 1)),
  began_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, token_hash),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX session_by_account ON session (authority, account);

CREATE INDEX session_by_expires_at ON session (authority, expires_at);
