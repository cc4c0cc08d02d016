CREATE TABLE api_token (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  token_hash BLOB NOT NULL CHECK (length(token_hash) = 32),
  account BLOB NOT NULL,
  name TEXT NOT NULL,
  capacity TEXT NOT NULL,
  purpose TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  last_used_at INTEGER,
  revoked_at INTEGER,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, token_hash),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX api_token_by_account ON api_token (authority, account);

CREATE TABLE once (
  authority BLOB NOT NULL,
  account BLOB NOT NULL,
  key_hash BLOB NOT NULL CHECK (length(key_hash) = 32),
  request_hash BLOB NOT NULL CHECK (length(request_hash) = 32),
  made BLOB NOT NULL CHECK (length(made) = 16),
  at INTEGER NOT NULL,
  PRIMARY KEY (authority, account, key_hash),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX once_by_at ON once (authority, at);
