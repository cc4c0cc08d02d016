-- Who came to a meeting without an account: signed in by whoever holds it, who has seen the statement signed.
CREATE TABLE meeting_guest (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  meeting BLOB NOT NULL,
  name TEXT NOT NULL,
  party TEXT NOT NULL,
  body TEXT NOT NULL,
  signed_at INTEGER NOT NULL,
  left_at INTEGER,
  written_by BLOB NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, meeting) REFERENCES meeting (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, written_by) REFERENCES account (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE INDEX meeting_guest_by_meeting ON meeting_guest (authority, meeting);
