-- Where each body is that something goes to, and where data is hosted, backed up and looked at for support: a country, and
-- whether somebody has confirmed it.
CREATE TABLE destination (
  authority BLOB NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('recipient', 'hosting', 'backup', 'support')),
  notice_id TEXT NOT NULL,
  body TEXT NOT NULL,
  country TEXT NOT NULL CHECK (length(country) = 2),
  confirmed INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
  source TEXT NOT NULL,
  account BLOB,
  at INTEGER NOT NULL,
  PRIMARY KEY (authority, kind, notice_id, body),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

-- A transfer out of the country, and who approved it: somebody else than wrote it.
CREATE TABLE transfer_record (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  notice_id TEXT NOT NULL,
  body TEXT NOT NULL,
  country TEXT NOT NULL CHECK (length(country) = 2),
  categories TEXT NOT NULL,
  safeguard TEXT NOT NULL,
  source TEXT NOT NULL,
  assessment TEXT NOT NULL,
  assessed_on TEXT,
  from_on TEXT NOT NULL,
  until_on TEXT NOT NULL,
  made_by BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  approved_by BLOB,
  approved_at INTEGER,
  ended_at INTEGER,
  ended_why TEXT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT,
  CHECK (approved_by IS NULL OR approved_by <> made_by)
) STRICT, WITHOUT ROWID;

CREATE INDEX transfer_record_by_body ON transfer_record (authority, notice_id, body);

-- Whoever is worked with already is taken to be in the United Kingdom until somebody says so: each on the lists, and, as one
-- line for each notice, everybody whom it names.

INSERT INTO destination (authority, kind, notice_id, body, country, confirmed, source, at)
  SELECT authority, 'recipient', notice_id, body, 'GB', 0, 'Taken to be so when the register began', MAX(recorded_at)
  FROM enrolment GROUP BY authority, notice_id, body;

INSERT INTO destination (authority, kind, notice_id, body, country, confirmed, source, at)
  SELECT authority, 'recipient', notice_id, '*', 'GB', 0, 'Taken to be so when the register began', MAX(published_at)
  FROM notice_version GROUP BY authority, notice_id;

