CREATE TABLE ledger_entry (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  idx INTEGER,
  leaf BLOB NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_node (
  authority BLOB NOT NULL,
  level INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (authority, level, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_subject (
  authority BLOB NOT NULL,
  tag BLOB NOT NULL,
  entry BLOB NOT NULL CHECK (length(entry) = 16),
  PRIMARY KEY (authority, tag, entry),
  FOREIGN KEY (authority, entry) REFERENCES ledger_entry (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_checkpoint (
  authority BLOB NOT NULL,
  size INTEGER NOT NULL,
  root BLOB NOT NULL,
  note TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  PRIMARY KEY (authority, size)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_lease (
  authority BLOB NOT NULL CHECK (length(authority) = 16),
  size INTEGER NOT NULL,
  holder BLOB,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (authority),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;
