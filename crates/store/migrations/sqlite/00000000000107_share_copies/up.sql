-- Copies that others hold of what was sent: by when each has to be gone, and what became of it.
CREATE TABLE share_copy (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  share BLOB NOT NULL,
  case_id BLOB NOT NULL,
  holder TEXT NOT NULL,
  statement TEXT NOT NULL,
  why TEXT NOT NULL,
  no_trace INTEGER NOT NULL CHECK (no_trace IN (0, 1)),
  gone_by TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  said TEXT,
  said_at INTEGER,
  said_by BLOB,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, share) REFERENCES share (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, said_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK ((said IS NULL) = (said_at IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX share_copy_by_share ON share_copy (authority, share);

CREATE INDEX share_copy_by_case_id ON share_copy (authority, case_id);

CREATE INDEX share_copy_by_holder ON share_copy (authority, holder, said_at, gone_by);

CREATE INDEX share_copy_by_gone_by ON share_copy (authority, said_at, gone_by);
