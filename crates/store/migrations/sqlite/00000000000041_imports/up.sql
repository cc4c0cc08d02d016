-- An import: a table of people, read in by somebody into one service of a notice.
CREATE TABLE import_run (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  account BLOB NOT NULL,
  capacity TEXT NOT NULL,
  notice_id TEXT NOT NULL,
  service TEXT NOT NULL,
  purpose TEXT NOT NULL,
  source TEXT NOT NULL,
  person BLOB NOT NULL,
  record_class TEXT NOT NULL,
  heads_digest BLOB NOT NULL,
  file_digest BLOB NOT NULL,
  mapping TEXT NOT NULL,
  only_new INTEGER NOT NULL,
  state TEXT NOT NULL,
  total INTEGER NOT NULL,
  parts INTEGER NOT NULL,
  next_part INTEGER NOT NULL,
  counts TEXT NOT NULL,
  problem TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  expires_on TEXT NOT NULL,
  ended_at INTEGER,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (state IN ('mapping', 'checking', 'checked', 'running', 'done', 'undoing', 'undone')),
  CHECK (json_valid(mapping)),
  CHECK (json_valid(counts))
) STRICT, WITHOUT ROWID;

CREATE INDEX import_run_by_account ON import_run (authority, account, made_at);

-- Its rows, sealed, some to a part; part 0 has the names of the columns.
CREATE TABLE import_part (
  authority BLOB NOT NULL,
  import_id BLOB NOT NULL,
  number INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (authority, import_id, number),
  FOREIGN KEY (authority, import_id) REFERENCES import_run (authority, id) ON DELETE CASCADE
) STRICT;

-- What there is to say of a row: in words that name columns by number, and nothing of what stands in it.
CREATE TABLE import_issue (
  authority BLOB NOT NULL,
  import_id BLOB NOT NULL,
  number INTEGER NOT NULL,
  kind TEXT NOT NULL,
  detail TEXT NOT NULL,
  PRIMARY KEY (authority, import_id, number),
  FOREIGN KEY (authority, import_id) REFERENCES import_run (authority, id) ON DELETE CASCADE,
  CHECK (kind IN ('wrong', 'alike', 'left-out', 'kept')),
  CHECK (json_valid(detail))
) STRICT, WITHOUT ROWID;

-- The cases that it made, as long as they are there.
CREATE TABLE import_case (
  authority BLOB NOT NULL,
  import_id BLOB NOT NULL,
  number INTEGER NOT NULL,
  case_id BLOB NOT NULL,
  kept INTEGER NOT NULL,
  PRIMARY KEY (authority, import_id, number),
  FOREIGN KEY (authority, import_id) REFERENCES import_run (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX import_case_by_case ON import_case (authority, case_id);
