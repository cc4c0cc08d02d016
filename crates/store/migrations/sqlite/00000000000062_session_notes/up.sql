-- Notes of consultation sessions, on paper or typed: where they are, and by when and how they were destroyed.
CREATE TABLE session_note (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  notice_id TEXT NOT NULL,
  statement TEXT NOT NULL,
  medium TEXT NOT NULL,
  session TEXT NOT NULL,
  held_on TEXT NOT NULL,
  place TEXT NOT NULL,
  destroy_by TEXT NOT NULL,
  sealed BLOB,
  recorded_by BLOB NOT NULL,
  recorded_at INTEGER NOT NULL,
  destroyed_by BLOB,
  destroyed_at INTEGER,
  how TEXT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, recorded_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, destroyed_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (medium IN ('paper', 'typed')),
  CHECK (medium = 'typed' OR sealed IS NULL),
  CHECK ((destroyed_at IS NULL) = (how IS NULL)),
  CHECK (destroyed_at IS NULL OR sealed IS NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX session_note_by_destroy_by ON session_note (authority, destroyed_at, destroy_by);
