ALTER TABLE section ADD COLUMN form TEXT NOT NULL DEFAULT '';

CREATE TABLE form_version (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  notice_version BLOB NOT NULL,
  service TEXT NOT NULL,
  version TEXT NOT NULL,
  title TEXT NOT NULL,
  source TEXT NOT NULL,
  hash BLOB NOT NULL,
  published_at INTEGER NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, notice_version) REFERENCES notice_version (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX form_version_named ON form_version (authority, notice_version, service, version);
