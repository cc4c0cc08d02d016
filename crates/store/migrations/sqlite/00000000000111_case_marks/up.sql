-- What stands on a case as a whole: that partners are kept apart, that the address is hidden; and to whom it was let go after somebody
-- looked at it.
CREATE TABLE case_mark (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  case_id BLOB NOT NULL,
  kind TEXT NOT NULL,
  party TEXT NOT NULL,
  purpose TEXT NOT NULL,
  until_on TEXT,
  set_by BLOB,
  set_at INTEGER NOT NULL,
  ended_by BLOB,
  ended_at INTEGER,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, set_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, ended_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (kind IN ('partner-apart', 'address-hidden', 'address-reviewed'))
) STRICT, WITHOUT ROWID;

CREATE INDEX case_mark_by_case_id ON case_mark (authority, case_id);

-- Of a member: a partner, present or former, who is kept apart where there is domestic abuse.
ALTER TABLE household_member ADD COLUMN apart INTEGER NOT NULL DEFAULT 0 CHECK (apart IN (0, 1));
