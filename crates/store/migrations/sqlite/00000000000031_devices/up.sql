ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT '';

CREATE TABLE known_device (
  authority BLOB NOT NULL,
  account BLOB NOT NULL,
  token_hash BLOB NOT NULL CHECK (length(token_hash) = 32),
  words TEXT NOT NULL,
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  confirmed_at INTEGER,
  PRIMARY KEY (authority, account, token_hash),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
