CREATE TABLE job (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  kind TEXT NOT NULL,
  subject BLOB,
  case_id BLOB,
  class TEXT,
  sealed BLOB,
  detail TEXT NOT NULL CHECK (json_valid(detail)),
  once_key TEXT,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  lease BLOB,
  lease_until INTEGER,
  error TEXT,
  enqueued_at INTEGER NOT NULL,
  finished_at INTEGER,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, once_key),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  CHECK (state IN ('waiting', 'running', 'done', 'dead')),
  CHECK ((state = 'running') = (lease IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX job_by_state_due_at ON job (authority, state, due_at, id);

CREATE INDEX job_by_case_id ON job (authority, case_id);

CREATE TABLE job_schedule (
  authority BLOB NOT NULL,
  kind TEXT NOT NULL,
  every_minutes INTEGER NOT NULL CHECK (every_minutes >= 1),
  at_minute INTEGER,
  paused INTEGER NOT NULL CHECK (paused IN (0, 1)),
  next_at INTEGER NOT NULL,
  PRIMARY KEY (authority, kind),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT,
  CHECK (at_minute BETWEEN 0 AND 1439)
) STRICT, WITHOUT ROWID;
