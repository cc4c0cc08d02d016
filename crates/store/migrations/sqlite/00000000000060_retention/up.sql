-- Decisions about how long a case is kept, and why somebody looks at it or opens it again after it was closed.
CREATE TABLE retention_decision (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  case_id BLOB NOT NULL,
  kind TEXT NOT NULL,
  statement TEXT NOT NULL,
  code TEXT NOT NULL,
  years INTEGER,
  until_on TEXT,
  class TEXT NOT NULL,
  sealed BLOB,
  asked_by BLOB NOT NULL,
  asked_at INTEGER NOT NULL,
  approved INTEGER CHECK (approved IN (0, 1)),
  decided_by BLOB,
  decided_at INTEGER,
  ended_by BLOB,
  ended_at INTEGER,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, asked_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, decided_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, ended_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (kind IN ('hold', 'period', 'destroy', 'look', 'reopen')),
  CHECK (kind <> 'hold' OR decided_by IS NULL OR decided_by <> asked_by),
  CHECK ((approved IS NULL) = (decided_by IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX retention_decision_by_case_id ON retention_decision (authority, case_id, kind);

CREATE INDEX retention_decision_open ON retention_decision (authority, kind, approved, ended_at);

-- When a closed case has to be looked at next, and, sealed, the days of birth and death from which its periods are counted.
CREATE TABLE case_clock (
  authority BLOB NOT NULL,
  case_id BLOB NOT NULL,
  look_on TEXT NOT NULL,
  waits INTEGER NOT NULL CHECK (waits IN (0, 1)),
  class TEXT NOT NULL,
  sealed BLOB,
  PRIMARY KEY (authority, case_id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX case_clock_by_look_on ON case_clock (authority, look_on, case_id);

-- Certificates of destruction: what, by which rule, how much. Nothing in them leads to anybody.
CREATE TABLE disposal (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  destroyed_at INTEGER NOT NULL,
  notice_id TEXT NOT NULL,
  notice_version TEXT NOT NULL,
  statements TEXT NOT NULL CHECK (json_valid(statements)),
  rule TEXT NOT NULL,
  due_on TEXT NOT NULL,
  classes TEXT NOT NULL CHECK (json_valid(classes)),
  whole INTEGER NOT NULL CHECK (whole IN (0, 1)),
  counts TEXT NOT NULL CHECK (json_valid(counts)),
  keys INTEGER NOT NULL,
  decided_by BLOB,
  entry BLOB NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, decided_by) REFERENCES account (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE INDEX disposal_by_destroyed_at ON disposal (authority, destroyed_at);
