CREATE TABLE authority (
  id BLOB NOT NULL CHECK (length(id) = 16),
  slug TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (slug)
) STRICT, WITHOUT ROWID;
