CREATE TABLE consent (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  case_id BLOB NOT NULL,
  person BLOB NOT NULL,
  party TEXT NOT NULL,
  purpose TEXT NOT NULL,
  categories TEXT NOT NULL CHECK (json_valid(categories)),
  state TEXT NOT NULL,
  explicit INTEGER NOT NULL CHECK (explicit IN (0, 1)),
  method TEXT NOT NULL,
  given_at INTEGER,
  withdrawn_at INTEGER,
  expires_on TEXT,
  wording_hash BLOB NOT NULL,
  notice_version BLOB NOT NULL,
  recorded_by BLOB,
  recorded_at INTEGER NOT NULL,
  superseded_at INTEGER,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, notice_version) REFERENCES notice_version (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, recorded_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (state IN ('given', 'refused', 'withdrawn'))
) STRICT, WITHOUT ROWID;

CREATE INDEX consent_by_case_id_party ON consent (authority, case_id, party);

CREATE UNIQUE INDEX consent_current ON consent (authority, case_id, party, purpose) WHERE superseded_at IS NULL;

CREATE TABLE fact_record (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  case_id BLOB NOT NULL,
  person BLOB NOT NULL,
  party TEXT NOT NULL,
  fact TEXT NOT NULL,
  purpose TEXT NOT NULL,
  record_class TEXT NOT NULL,
  sealed BLOB,
  recorded_by BLOB,
  recorded_at INTEGER NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, recorded_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (fact IN ('request', 'reason', 'approval', 'vital', 'safeguarding'))
) STRICT, WITHOUT ROWID;

CREATE INDEX fact_record_by_case_id_party ON fact_record (authority, case_id, party);
