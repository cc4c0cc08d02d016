-- An organisation that the authority works with, over all its notices.
CREATE TABLE agency (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  closed_at INTEGER,
  PRIMARY KEY (authority, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX agency_by_name ON agency (authority, name);

-- Whom to reach there, how, and for what.
CREATE TABLE agency_contact (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  agency BLOB NOT NULL,
  name TEXT NOT NULL,
  post TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  purpose TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, agency) REFERENCES agency (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX agency_contact_by_agency ON agency_contact (authority, agency);

-- What it is called in a notice, or on one of its open lists.
CREATE TABLE agency_body (
  authority BLOB NOT NULL,
  notice_id TEXT NOT NULL,
  body TEXT NOT NULL,
  agency BLOB NOT NULL,
  PRIMARY KEY (authority, notice_id, body),
  FOREIGN KEY (authority, agency) REFERENCES agency (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX agency_body_by_agency ON agency_body (authority, agency);

-- What was changed about it, when and by whom.
CREATE TABLE agency_change (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  agency BLOB NOT NULL,
  at INTEGER NOT NULL,
  account BLOB,
  what TEXT NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, agency) REFERENCES agency (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX agency_change_by_agency ON agency_change (authority, agency);
