CREATE TABLE rights_passage (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  request BLOB NOT NULL,
  place TEXT NOT NULL,
  case_id BLOB,
  category TEXT NOT NULL,
  choice TEXT NOT NULL CHECK (choice IN ('in', 'out', 'all')),
  reason TEXT NOT NULL,
  person BLOB NOT NULL,
  record_class TEXT NOT NULL,
  sealed BLOB,
  decided_by BLOB NOT NULL,
  decided_at INTEGER NOT NULL,
  PRIMARY KEY (authority, request, place),
  UNIQUE (authority, id),
  FOREIGN KEY (authority, request) REFERENCES rights_request (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, decided_by) REFERENCES account (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE INDEX rights_passage_by_case_id ON rights_passage (authority, case_id);

CREATE TABLE rights_copy (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  request BLOB NOT NULL,
  recipient TEXT NOT NULL,
  purpose TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('made', 'checked', 'handed', 'dropped')),
  scope TEXT NOT NULL,
  pieces INTEGER NOT NULL,
  left_out INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  made_by BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  checked_by BLOB,
  checked_at INTEGER,
  link_hash BLOB,
  code_hash BLOB,
  link_until INTEGER,
  link_tries INTEGER NOT NULL,
  handed_at INTEGER,
  handed_how TEXT,
  handed_by BLOB,
  keep_until TEXT NOT NULL,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, link_hash),
  FOREIGN KEY (authority, request) REFERENCES rights_request (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, made_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, checked_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK ((checked_by IS NULL) = (checked_at IS NULL)),
  CHECK (checked_by IS NULL OR checked_by <> made_by)
) STRICT, WITHOUT ROWID;

CREATE INDEX rights_copy_by_request ON rights_copy (authority, request);

CREATE INDEX rights_copy_by_keep_until ON rights_copy (authority, keep_until);

CREATE TABLE rights_copy_file (
  authority BLOB NOT NULL,
  copy BLOB NOT NULL,
  part INTEGER NOT NULL,
  person BLOB NOT NULL,
  record_class TEXT NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (authority, copy, part),
  FOREIGN KEY (authority, copy) REFERENCES rights_copy (authority, id) ON DELETE CASCADE
) STRICT;
