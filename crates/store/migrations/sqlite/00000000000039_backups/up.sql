-- A copy that was made, or that was restored to see whether it is one.
CREATE TABLE backup_record (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  kind TEXT NOT NULL CHECK (kind IN ('made', 'restored')),
  at INTEGER NOT NULL,
  good INTEGER NOT NULL CHECK (good IN (0, 1)),
  why TEXT NOT NULL,
  place TEXT NOT NULL,
  copied_at INTEGER NOT NULL,
  row_count INTEGER NOT NULL,
  entry_count INTEGER NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

-- How much there was, by table: so that it is noticed when some is gone.
CREATE TABLE data_count (
  authority BLOB NOT NULL,
  at INTEGER NOT NULL,
  counts TEXT NOT NULL,
  PRIMARY KEY (authority, at),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

-- When copies and tests of them are too old, and how much less is too much less.
CREATE TABLE backup_setting (
  authority BLOB NOT NULL,
  copy_hours INTEGER NOT NULL CHECK (copy_hours > 0),
  test_days INTEGER NOT NULL CHECK (test_days > 0),
  drop_percent INTEGER NOT NULL CHECK (drop_percent > 0),
  PRIMARY KEY (authority),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

-- What an administrator has to look at.
CREATE TABLE alert (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  what TEXT NOT NULL,
  words TEXT NOT NULL,
  at INTEGER NOT NULL,
  settled_at INTEGER,
  account BLOB,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;
