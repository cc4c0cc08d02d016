CREATE TABLE message_template (
  authority BYTEA NOT NULL,
  notice_id TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  version TEXT COLLATE "C" NOT NULL,
  source TEXT COLLATE "C" NOT NULL,
  hash BYTEA NOT NULL,
  published_at BIGINT NOT NULL,
  PRIMARY KEY (authority, notice_id, key, version),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
);

CREATE TABLE message (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  case_id BYTEA NOT NULL,
  person BYTEA NOT NULL,
  channel TEXT COLLATE "C" NOT NULL,
  template TEXT COLLATE "C" NOT NULL,
  categories TEXT COLLATE "C" NOT NULL CHECK (categories::json IS NOT NULL),
  contact_version INTEGER NOT NULL,
  class TEXT COLLATE "C" NOT NULL,
  sealed BYTEA NOT NULL,
  hash BYTEA NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  why TEXT COLLATE "C",
  provider TEXT COLLATE "C",
  provider_ref TEXT COLLATE "C",
  sender BYTEA NOT NULL,
  queued_at BIGINT NOT NULL,
  sent_at BIGINT,
  settled_at BIGINT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, sender) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (channel IN ('text', 'email', 'letter')),
  CHECK (state IN ('queued', 'ready', 'sent', 'delivered', 'failed', 'cancelled'))
);

CREATE INDEX message_by_case_id ON message (authority, case_id, id);

CREATE INDEX message_by_state ON message (authority, state, id);

ALTER TABLE message_template ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_template FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON message_template USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE message ENABLE ROW LEVEL SECURITY;
ALTER TABLE message FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON message USING (authority = decode(current_setting('app.authority', true), 'hex'));
