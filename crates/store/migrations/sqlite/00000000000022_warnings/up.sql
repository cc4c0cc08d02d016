-- A warning on a case: proposed by one person, approved by another, for a time. What it says is sealed in its entry.
CREATE TABLE warning (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  case_id BLOB NOT NULL,
  proposed_by BLOB NOT NULL,
  proposed_at INTEGER NOT NULL,
  approved_by BLOB,
  approved_at INTEGER,
  review_on TEXT NOT NULL,
  expires_on TEXT NOT NULL,
  told TEXT NOT NULL,
  told_on TEXT,
  ended_by BLOB,
  ended_at INTEGER,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, proposed_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, approved_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, ended_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (approved_by IS NULL OR approved_by <> proposed_by),
  CHECK (told IN ('yes', 'not-yet', 'unsafe'))
) STRICT, WITHOUT ROWID;

CREATE INDEX warning_by_case_id ON warning (authority, case_id);
