CREATE TABLE consent_detail (
  authority BLOB NOT NULL,
  consent BLOB NOT NULL,
  case_id BLOB NOT NULL,
  wording TEXT NOT NULL,
  language TEXT NOT NULL,
  said_at INTEGER NOT NULL,
  own_notice TEXT NOT NULL,
  own_notice_version TEXT NOT NULL,
  origin TEXT NOT NULL,
  record_class TEXT NOT NULL,
  sealed BLOB,
  PRIMARY KEY (authority, consent),
  FOREIGN KEY (authority, consent) REFERENCES consent (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX consent_detail_by_case_id ON consent_detail (authority, case_id);

CREATE TABLE consent_told (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  case_id BLOB NOT NULL,
  person BLOB NOT NULL,
  consent BLOB NOT NULL,
  party TEXT NOT NULL,
  purpose TEXT NOT NULL,
  categories TEXT NOT NULL CHECK (json_valid(categories)),
  times INTEGER NOT NULL,
  times_since INTEGER NOT NULL,
  had_first INTEGER NOT NULL,
  had_last INTEGER NOT NULL,
  said_at INTEGER NOT NULL,
  cannot_recall INTEGER NOT NULL CHECK (cannot_recall IN (0, 1)),
  told_at INTEGER NOT NULL,
  acknowledged_at INTEGER,
  acknowledged_by BLOB,
  did TEXT CHECK (did IN ('erased', 'stopped', 'kept-by-law', 'nothing-held')),
  did_at INTEGER,
  did_by BLOB,
  record_class TEXT NOT NULL,
  sealed BLOB,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, consent) REFERENCES consent (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, acknowledged_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, did_by) REFERENCES account (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE INDEX consent_told_by_case_id ON consent_told (authority, case_id);

CREATE INDEX consent_told_by_party ON consent_told (authority, party);

CREATE TABLE interview_offer (
  authority BLOB NOT NULL,
  case_id BLOB NOT NULL,
  party TEXT NOT NULL,
  purpose TEXT NOT NULL,
  offered_by BLOB NOT NULL,
  offered_at INTEGER NOT NULL,
  PRIMARY KEY (authority, case_id, party, purpose),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, offered_by) REFERENCES account (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE TABLE interview (
  authority BLOB NOT NULL,
  case_id BLOB NOT NULL,
  completed_by BLOB NOT NULL,
  completed_at INTEGER NOT NULL,
  PRIMARY KEY (authority, case_id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, completed_by) REFERENCES account (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;
