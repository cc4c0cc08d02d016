CREATE TABLE rights_request (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  reference TEXT COLLATE "C" NOT NULL,
  notice_id TEXT COLLATE "C" NOT NULL,
  notice_version BYTEA NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  channel TEXT COLLATE "C" NOT NULL,
  representative BOOLEAN NOT NULL,
  controller TEXT COLLATE "C" NOT NULL,
  received_on TEXT COLLATE "C" NOT NULL,
  reply_by TEXT COLLATE "C",
  person BYTEA NOT NULL,
  record_class TEXT COLLATE "C" NOT NULL,
  sealed BYTEA NOT NULL,
  logged_by BYTEA,
  made_at BIGINT NOT NULL,
  due_on TEXT COLLATE "C",
  outcome TEXT COLLATE "C",
  settled_at BIGINT,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, reference),
  FOREIGN KEY (authority, notice_version) REFERENCES notice_version (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, logged_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (kind IN ('access', 'rectification', 'completion', 'restriction', 'objection', 'erasure', 'portability', 'complaint', 'regulator')),
  CHECK (channel IN ('online', 'letter', 'email', 'phone', 'in-person', 'regulator')),
  CHECK ((outcome IS NULL) = (settled_at IS NULL))
);

CREATE INDEX rights_request_by_notice ON rights_request (authority, notice_id, settled_at, due_on);

CREATE INDEX rights_request_by_made_at ON rights_request (authority, channel, made_at);

CREATE TABLE rights_case (
  authority BYTEA NOT NULL,
  request BYTEA NOT NULL,
  case_id BYTEA NOT NULL,
  matched_by BYTEA NOT NULL,
  matched_at BIGINT NOT NULL,
  PRIMARY KEY (authority, request, case_id),
  FOREIGN KEY (authority, request) REFERENCES rights_request (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, matched_by) REFERENCES account (authority, id) ON DELETE RESTRICT
);

CREATE INDEX rights_case_by_case_id ON rights_case (authority, case_id);

CREATE TABLE rights_step (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  request BYTEA NOT NULL,
  step TEXT COLLATE "C" NOT NULL,
  on_day TEXT COLLATE "C" NOT NULL,
  code TEXT COLLATE "C" NOT NULL,
  person BYTEA NOT NULL,
  record_class TEXT COLLATE "C" NOT NULL,
  sealed BYTEA,
  done_by BYTEA,
  made_at BIGINT NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, request) REFERENCES rights_request (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, done_by) REFERENCES account (authority, id) ON DELETE RESTRICT
);

CREATE INDEX rights_step_by_request ON rights_step (authority, request, id);

ALTER TABLE rights_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE rights_request FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON rights_request USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE rights_case ENABLE ROW LEVEL SECURITY;
ALTER TABLE rights_case FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON rights_case USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE rights_step ENABLE ROW LEVEL SECURITY;
ALTER TABLE rights_step FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON rights_step USING (authority = decode(current_setting('app.authority', true), 'hex'));
