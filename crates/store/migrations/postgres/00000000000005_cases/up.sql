CREATE TABLE case_file (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  reference TEXT COLLATE "C" NOT NULL,
  notice_version BYTEA NOT NULL,
  service TEXT COLLATE "C" NOT NULL,
  person BYTEA NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  opened_on TEXT COLLATE "C" NOT NULL,
  closed_on TEXT COLLATE "C",
  close_reason TEXT COLLATE "C",
  retention_due TEXT COLLATE "C",
  retention_statement TEXT COLLATE "C",
  owner BYTEA,
  next_due_on TEXT COLLATE "C",
  next_due_kind TEXT COLLATE "C",
  due_sort TEXT COLLATE "C" NOT NULL,
  restricted BOOLEAN NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, reference),
  FOREIGN KEY (authority, notice_version) REFERENCES notice_version (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, person) REFERENCES person (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, owner) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (state IN ('open', 'closed')),
  CHECK ((state = 'closed') = (closed_on IS NOT NULL))
);

CREATE INDEX case_file_by_person ON case_file (authority, person);

CREATE INDEX case_file_by_owner_state_due_sort_id ON case_file (authority, owner, state, due_sort, id);

CREATE INDEX case_file_by_state_due_sort_id ON case_file (authority, state, due_sort, id);

-- How many cases of a notice there are is counted from this index alone.
CREATE INDEX case_file_by_state_notice ON case_file
  (authority, state, notice_version, service, due_sort, restricted, retention_due);

ALTER TABLE case_file ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_file FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON case_file USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE case_party (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  case_id BYTEA NOT NULL,
  party TEXT COLLATE "C" NOT NULL,
  account BYTEA,
  enrolment BYTEA,
  since TEXT COLLATE "C" NOT NULL,
  until TEXT COLLATE "C",
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, enrolment) REFERENCES enrolment (authority, id) ON DELETE RESTRICT
);

CREATE INDEX case_party_by_case_id ON case_party (authority, case_id);

CREATE INDEX case_party_by_party_case_id ON case_party (authority, party, case_id);

ALTER TABLE case_party ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_party FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON case_party USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE section (
  authority BYTEA NOT NULL,
  case_id BYTEA NOT NULL,
  category TEXT COLLATE "C" NOT NULL,
  version INTEGER NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  person BYTEA NOT NULL,
  record_class TEXT COLLATE "C" NOT NULL,
  sealed BYTEA NOT NULL,
  author BYTEA,
  source TEXT COLLATE "C" NOT NULL,
  recorded_at BIGINT NOT NULL,
  superseded_at BIGINT,
  PRIMARY KEY (authority, case_id, category, version),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, author) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (version >= 1)
);

ALTER TABLE section ENABLE ROW LEVEL SECURITY;
ALTER TABLE section FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON section USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE task (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  case_id BYTEA NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  due_on TEXT COLLATE "C" NOT NULL,
  owner BYTEA,
  done_at BIGINT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, owner) REFERENCES account (authority, id) ON DELETE RESTRICT
);

CREATE INDEX task_by_case_id ON task (authority, case_id);

CREATE INDEX task_by_owner_due_on ON task (authority, owner, due_on);

ALTER TABLE task ENABLE ROW LEVEL SECURITY;
ALTER TABLE task FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON task USING (authority = decode(current_setting('app.authority', true), 'hex'));
