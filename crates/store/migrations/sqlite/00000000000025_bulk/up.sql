-- Work on many cases at once: what, for whom, how it goes.
CREATE TABLE bulk_job (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  account BLOB NOT NULL,
  capacity TEXT NOT NULL,
  purpose TEXT NOT NULL,
  what TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  finished_at INTEGER,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (json_valid(what))
) STRICT, WITHOUT ROWID;

CREATE INDEX bulk_job_by_account_made_at ON bulk_job (authority, account, made_at);

-- One case of such a work, and what came of it.
CREATE TABLE bulk_case (
  authority BLOB NOT NULL,
  job BLOB NOT NULL,
  case_id BLOB NOT NULL,
  place INTEGER NOT NULL,
  state TEXT NOT NULL,
  words TEXT NOT NULL,
  PRIMARY KEY (authority, job, case_id),
  FOREIGN KEY (authority, job) REFERENCES bulk_job (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  CHECK (state IN ('waiting', 'done', 'refused'))
) STRICT, WITHOUT ROWID;
