CREATE TABLE rights_passage (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  request BYTEA NOT NULL,
  place TEXT COLLATE "C" NOT NULL,
  case_id BYTEA,
  category TEXT COLLATE "C" NOT NULL,
  choice TEXT COLLATE "C" NOT NULL CHECK (choice IN ('in', 'out', 'all')),
  reason TEXT COLLATE "C" NOT NULL,
  person BYTEA NOT NULL,
  record_class TEXT COLLATE "C" NOT NULL,
  sealed BYTEA,
  decided_by BYTEA NOT NULL,
  decided_at BIGINT NOT NULL,
  PRIMARY KEY (authority, request, place),
  UNIQUE (authority, id),
  FOREIGN KEY (authority, request) REFERENCES rights_request (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, decided_by) REFERENCES account (authority, id) ON DELETE RESTRICT
);

CREATE INDEX rights_passage_by_case_id ON rights_passage (authority, case_id);

CREATE TABLE rights_copy (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  request BYTEA NOT NULL,
  recipient TEXT COLLATE "C" NOT NULL,
  purpose TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL CHECK (state IN ('made', 'checked', 'handed', 'dropped')),
  scope TEXT COLLATE "C" NOT NULL,
  pieces INTEGER NOT NULL,
  left_out INTEGER NOT NULL,
  hash BYTEA NOT NULL CHECK (octet_length(hash) = 32),
  made_by BYTEA NOT NULL,
  made_at BIGINT NOT NULL,
  checked_by BYTEA,
  checked_at BIGINT,
  link_hash BYTEA,
  code_hash BYTEA,
  link_until BIGINT,
  link_tries INTEGER NOT NULL,
  handed_at BIGINT,
  handed_how TEXT COLLATE "C",
  handed_by BYTEA,
  keep_until TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, link_hash),
  FOREIGN KEY (authority, request) REFERENCES rights_request (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, made_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, checked_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK ((checked_by IS NULL) = (checked_at IS NULL)),
  CHECK (checked_by IS NULL OR checked_by <> made_by)
);

CREATE INDEX rights_copy_by_request ON rights_copy (authority, request);

CREATE INDEX rights_copy_by_keep_until ON rights_copy (authority, keep_until);

CREATE TABLE rights_copy_file (
  authority BYTEA NOT NULL,
  copy BYTEA NOT NULL,
  part INTEGER NOT NULL,
  person BYTEA NOT NULL,
  record_class TEXT COLLATE "C" NOT NULL,
  sealed BYTEA NOT NULL,
  PRIMARY KEY (authority, copy, part),
  FOREIGN KEY (authority, copy) REFERENCES rights_copy (authority, id) ON DELETE CASCADE
);

ALTER TABLE rights_passage ENABLE ROW LEVEL SECURITY;
ALTER TABLE rights_passage FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON rights_passage USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE rights_copy ENABLE ROW LEVEL SECURITY;
ALTER TABLE rights_copy FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON rights_copy USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE rights_copy_file ENABLE ROW LEVEL SECURITY;
ALTER TABLE rights_copy_file FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON rights_copy_file USING (authority = decode(current_setting('app.authority', true), 'hex'));
