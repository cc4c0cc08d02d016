-- That a member signed the confidentiality statement of a meeting before looking at its agenda, in the window before it: once for a meeting.
CREATE TABLE meeting_statement (
  authority BLOB NOT NULL,
  meeting BLOB NOT NULL,
  account BLOB NOT NULL,
  party TEXT NOT NULL,
  signed_at INTEGER NOT NULL,
  PRIMARY KEY (authority, meeting, account),
  FOREIGN KEY (authority, meeting) REFERENCES meeting (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;
