-- The agency that another has become a part of.
ALTER TABLE agency ADD COLUMN successor BLOB;

-- What an agency was called before, or is called elsewhere, so that old names lead to it.
CREATE TABLE agency_name (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  agency BLOB NOT NULL,
  name TEXT NOT NULL,
  how TEXT NOT NULL CHECK (how IN ('renamed', 'merged', 'also')),
  until_on TEXT,
  made_at INTEGER NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, agency) REFERENCES agency (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX agency_name_by_agency ON agency_name (authority, agency);

-- What it does for people.
CREATE TABLE agency_service (
  authority BLOB NOT NULL,
  agency BLOB NOT NULL,
  service TEXT NOT NULL,
  PRIMARY KEY (authority, agency, service),
  FOREIGN KEY (authority, agency) REFERENCES agency (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
