CREATE TABLE data_key (
  authority BLOB NOT NULL,
  subject BLOB NOT NULL,
  class TEXT NOT NULL,
  version INTEGER NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  master INTEGER NOT NULL,
  wrapped BLOB,
  made_at INTEGER NOT NULL,
  destroyed_at INTEGER,
  destroyed_why TEXT,
  PRIMARY KEY (authority, subject, class, version),
  CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE key_epoch (
  id INTEGER NOT NULL CHECK (id = 1),
  epoch INTEGER NOT NULL,
  PRIMARY KEY (id)
) STRICT, WITHOUT ROWID;

INSERT INTO key_epoch (id, epoch) VALUES (1, 1);
