CREATE TABLE message_template (
  authority BLOB NOT NULL,
  notice_id TEXT NOT NULL,
  key TEXT NOT NULL,
  version TEXT NOT NULL,
  source TEXT NOT NULL,
  hash BLOB NOT NULL,
  published_at INTEGER NOT NULL,
  PRIMARY KEY (authority, notice_id, key, version),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE TABLE message (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  case_id BLOB NOT NULL,
  person BLOB NOT NULL,
  channel TEXT NOT NULL,
  template TEXT NOT NULL,
  categories TEXT NOT NULL CHECK (json_valid(categories)),
  contact_version INTEGER NOT NULL,
  class TEXT NOT NULL,
  sealed BLOB NOT NULL,
  hash BLOB NOT NULL,
  state TEXT NOT NULL,
  why TEXT,
  provider TEXT,
  provider_ref TEXT,
  sender BLOB NOT NULL,
  queued_at INTEGER NOT NULL,
  sent_at INTEGER,
  settled_at INTEGER,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, sender) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (channel IN ('text', 'email', 'letter')),
  CHECK (state IN ('queued', 'ready', 'sent', 'delivered', 'failed', 'cancelled'))
) STRICT, WITHOUT ROWID;

CREATE INDEX message_by_case_id ON message (authority, case_id, id);

CREATE INDEX message_by_state ON message (authority, state, id);
