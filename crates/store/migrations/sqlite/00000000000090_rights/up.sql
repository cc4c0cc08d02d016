CREATE TABLE rights_request (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  reference TEXT NOT NULL,
  notice_id TEXT NOT NULL,
  notice_version BLOB NOT NULL,
  kind TEXT NOT NULL,
  channel TEXT NOT NULL,
  representative INTEGER NOT NULL CHECK (representative IN (0, 1)),
  controller TEXT NOT NULL,
  received_on TEXT NOT NULL,
  reply_by TEXT,
  person BLOB NOT NULL,
  record_class TEXT NOT NULL,
  sealed BLOB NOT NULL,
  logged_by BLOB,
  made_at INTEGER NOT NULL,
  due_on TEXT,
  outcome TEXT,
  settled_at INTEGER,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, reference),
  FOREIGN KEY (authority, notice_version) REFERENCES notice_version (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, logged_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (kind IN ('access', 'rectification', 'completion', 'restriction', 'objection', 'erasure', 'portability', 'complaint', 'regulator')),
  CHECK (channel IN ('online', 'letter', 'email', 'phone', 'in-person', 'regulator')),
  CHECK ((outcome IS NULL) = (settled_at IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX rights_request_by_notice ON rights_request (authority, notice_id, settled_at, due_on);

CREATE INDEX rights_request_by_made_at ON rights_request (authority, channel, made_at);

CREATE TABLE rights_case (
  authority BLOB NOT NULL,
  request BLOB NOT NULL,
  case_id BLOB NOT NULL,
  matched_by BLOB NOT NULL,
  matched_at INTEGER NOT NULL,
  PRIMARY KEY (authority, request, case_id),
  FOREIGN KEY (authority, request) REFERENCES rights_request (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, matched_by) REFERENCES account (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE INDEX rights_case_by_case_id ON rights_case (authority, case_id);

CREATE TABLE rights_step (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  request BLOB NOT NULL,
  step TEXT NOT NULL,
  on_day TEXT NOT NULL,
  code TEXT NOT NULL,
  person BLOB NOT NULL,
  record_class TEXT NOT NULL,
  sealed BLOB,
  done_by BLOB,
  made_at INTEGER NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, request) REFERENCES rights_request (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, done_by) REFERENCES account (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE INDEX rights_step_by_request ON rights_step (authority, request, id);
