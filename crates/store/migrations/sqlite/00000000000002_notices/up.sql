CREATE TABLE notice_version (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  notice_id TEXT NOT NULL,
  version TEXT NOT NULL,
  title TEXT NOT NULL,
  source TEXT NOT NULL,
  hash BLOB NOT NULL,
  draft INTEGER NOT NULL CHECK (draft IN (0, 1)),
  effective_on TEXT NOT NULL,
  published_at INTEGER NOT NULL,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, notice_id, version),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE TABLE enrolment (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  notice_id TEXT NOT NULL,
  class TEXT NOT NULL,
  body TEXT NOT NULL,
  name TEXT NOT NULL,
  from_on TEXT NOT NULL,
  until_on TEXT,
  evidence TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE INDEX enrolment_by_notice_id_body ON enrolment (authority, notice_id, body);

CREATE TABLE agreement (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  notice_id TEXT NOT NULL,
  party TEXT NOT NULL,
  reference TEXT NOT NULL,
  from_on TEXT NOT NULL,
  until_on TEXT,
  recorded_at INTEGER NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE INDEX agreement_by_notice_id_party ON agreement (authority, notice_id, party);
