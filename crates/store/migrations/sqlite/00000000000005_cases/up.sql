CREATE TABLE case_file (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  reference TEXT NOT NULL,
  notice_version BLOB NOT NULL,
  service TEXT NOT NULL,
  person BLOB NOT NULL,
  state TEXT NOT NULL,
  opened_on TEXT NOT NULL,
  closed_on TEXT,
  close_reason TEXT,
  retention_due TEXT,
  retention_statement TEXT,
  owner BLOB,
  next_due_on TEXT,
  next_due_kind TEXT,
  due_sort TEXT NOT NULL,
  restricted INTEGER NOT NULL CHECK (restricted IN (0, 1)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, reference),
  FOREIGN KEY (authority, notice_version) REFERENCES notice_version (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, person) REFERENCES person (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, owner) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (state IN ('open', 'closed')),
  CHECK ((state = 'closed') = (closed_on IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX case_file_by_person ON case_file (authority, person);

CREATE INDEX case_file_by_owner_state_due_sort_id ON case_file (authority, owner, state, due_sort, id);

CREATE INDEX case_file_by_state_due_sort_id ON case_file (authority, state, due_sort, id);

-- How many cases of a notice there are is counted from this index alone.
CREATE INDEX case_file_by_state_notice ON case_file
  (authority, state, notice_version, service, due_sort, restricted, retention_due);

CREATE TABLE case_party (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  case_id BLOB NOT NULL,
  party TEXT NOT NULL,
  account BLOB,
  enrolment BLOB,
  since TEXT NOT NULL,
  until TEXT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, enrolment) REFERENCES enrolment (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE INDEX case_party_by_case_id ON case_party (authority, case_id);

CREATE INDEX case_party_by_party_case_id ON case_party (authority, party, case_id);

CREATE TABLE section (
  authority BLOB NOT NULL,
  case_id BLOB NOT NULL,
  category TEXT NOT NULL,
  version INTEGER NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  person BLOB NOT NULL,
  record_class TEXT NOT NULL,
  sealed BLOB NOT NULL,
  author BLOB,
  source TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  superseded_at INTEGER,
  PRIMARY KEY (authority, case_id, category, version),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, author) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (version >= 1)
) STRICT, WITHOUT ROWID;

CREATE TABLE task (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  case_id BLOB NOT NULL,
  kind TEXT NOT NULL,
  due_on TEXT NOT NULL,
  owner BLOB,
  done_at INTEGER,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, owner) REFERENCES account (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE INDEX task_by_case_id ON task (authority, case_id);

CREATE INDEX task_by_owner_due_on ON task (authority, owner, due_on);
