CREATE TABLE passkey (
  authority BLOB NOT NULL,
  credential BLOB NOT NULL,
  account BLOB NOT NULL,
  name TEXT NOT NULL,
  public_key TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  last_used_at INTEGER,
  PRIMARY KEY (authority, credential),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX passkey_by_account ON passkey (authority, account);

CREATE TABLE ceremony (
  -- A challenge that was handed out and not answered yet.
  authority BLOB NOT NULL,
  token_hash BLOB NOT NULL CHECK (length(token_hash) = 32),
  account BLOB,
  state TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (authority, token_hash),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE INDEX ceremony_by_expires_at ON ceremony (authority, expires_at);
