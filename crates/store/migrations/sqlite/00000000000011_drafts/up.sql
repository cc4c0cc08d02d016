CREATE TABLE draft (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  account BLOB NOT NULL,
  case_id BLOB,
  notice_id TEXT NOT NULL,
  service TEXT NOT NULL,
  category TEXT NOT NULL,
  person BLOB NOT NULL,
  record_class TEXT NOT NULL,
  version INTEGER NOT NULL,
  sealed BLOB,
  saved_at INTEGER NOT NULL,
  done_at INTEGER,
  made BLOB,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, made) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  CHECK (version >= 1)
) STRICT, WITHOUT ROWID;

CREATE INDEX draft_by_account ON draft (authority, account, done_at, saved_at);
