CREATE TABLE invitation_anew (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  token_hash BLOB NOT NULL CHECK (length(token_hash) = 32),
  username TEXT NOT NULL,
  name TEXT NOT NULL,
  administers INTEGER NOT NULL CHECK (administers IN (0, 1)),
  capacities TEXT NOT NULL CHECK (json_valid(capacities)),
  enrolment BLOB,
  invited_by BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  withdrawn_at INTEGER,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, token_hash),
  FOREIGN KEY (authority, enrolment) REFERENCES enrolment (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, invited_by) REFERENCES account (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

INSERT INTO invitation_anew SELECT * FROM invitation WHERE invited_by IS NOT NULL;

DROP TABLE invitation;

ALTER TABLE invitation_anew RENAME TO invitation;
