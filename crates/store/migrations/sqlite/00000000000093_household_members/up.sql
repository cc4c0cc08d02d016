-- The members of a household (or family) as people of their own: who they are in which case, and what is said of each, sealed with
-- their own key.
CREATE TABLE household_member (
  authority BLOB NOT NULL,
  case_id BLOB NOT NULL,
  person BLOB NOT NULL,
  category TEXT NOT NULL,
  joined_at INTEGER NOT NULL,
  restricted INTEGER NOT NULL DEFAULT 0 CHECK (restricted IN (0, 1)),
  PRIMARY KEY (authority, case_id, person, category),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, person) REFERENCES person (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE INDEX household_member_by_person ON household_member (authority, person);

CREATE TABLE member_part (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  case_id BLOB NOT NULL,
  person BLOB NOT NULL,
  category TEXT NOT NULL,
  record_class TEXT NOT NULL,
  sealed BLOB NOT NULL,
  recorded_at INTEGER NOT NULL,
  superseded_at INTEGER,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, case_id, person, category) REFERENCES household_member (authority, case_id, person, category) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX member_part_by_case_id ON member_part (authority, case_id, person, category);
