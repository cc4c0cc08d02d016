CREATE TABLE person_link (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  one BLOB NOT NULL,
  other BLOB NOT NULL,
  score INTEGER NOT NULL,
  linked_by BLOB,
  linked_at INTEGER NOT NULL,
  split_by BLOB,
  split_at INTEGER,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, one) REFERENCES person (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, other) REFERENCES person (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, linked_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, split_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (score BETWEEN 0 AND 100)
) STRICT, WITHOUT ROWID;

CREATE INDEX person_link_by_one ON person_link (authority, one);

CREATE INDEX person_link_by_other ON person_link (authority, other);

CREATE UNIQUE INDEX person_link_current ON person_link (authority, one, other) WHERE split_at IS NULL;

CREATE TABLE duplicate (
  authority BLOB NOT NULL,
  one BLOB NOT NULL,
  other BLOB NOT NULL,
  notice_id TEXT NOT NULL,
  score INTEGER NOT NULL,
  state TEXT NOT NULL,
  proposed_at INTEGER NOT NULL,
  decided_by BLOB,
  decided_at INTEGER,
  PRIMARY KEY (authority, one, other),
  FOREIGN KEY (authority, one) REFERENCES person (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, other) REFERENCES person (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, decided_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (state IN ('open', 'same', 'different')),
  CHECK (score BETWEEN 0 AND 100)
) STRICT, WITHOUT ROWID;

CREATE INDEX duplicate_by_other ON duplicate (authority, other);

CREATE INDEX duplicate_open ON duplicate (authority, notice_id, state, score);
