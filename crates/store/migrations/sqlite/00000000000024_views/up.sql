-- A list as somebody likes it, under a name.
CREATE TABLE saved_view (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  account BLOB NOT NULL,
  list TEXT NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX saved_view_by_account_list_name ON saved_view (authority, account, list, name);

-- A secret address under which somebody reads their own appointments. Only its hash is kept.
CREATE TABLE calendar_token (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  account BLOB NOT NULL,
  token_hash BLOB NOT NULL,
  capacity TEXT NOT NULL,
  purpose TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  revoked_at INTEGER,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX calendar_token_by_token_hash ON calendar_token (authority, token_hash);

CREATE INDEX calendar_token_by_account ON calendar_token (authority, account);
