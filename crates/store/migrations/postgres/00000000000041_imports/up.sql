-- An import: a table of people, read in by somebody into one service of a notice.
CREATE TABLE import_run (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  account BYTEA NOT NULL,
  capacity TEXT COLLATE "C" NOT NULL,
  notice_id TEXT COLLATE "C" NOT NULL,
  service TEXT COLLATE "C" NOT NULL,
  purpose TEXT COLLATE "C" NOT NULL,
  source TEXT COLLATE "C" NOT NULL,
  person BYTEA NOT NULL,
  record_class TEXT COLLATE "C" NOT NULL,
  heads_digest BYTEA NOT NULL,
  file_digest BYTEA NOT NULL,
  mapping TEXT COLLATE "C" NOT NULL,
  only_new BOOLEAN NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  total INTEGER NOT NULL,
  parts INTEGER NOT NULL,
  next_part INTEGER NOT NULL,
  counts TEXT COLLATE "C" NOT NULL,
  problem TEXT COLLATE "C" NOT NULL,
  made_at BIGINT NOT NULL,
  expires_on TEXT COLLATE "C" NOT NULL,
  ended_at BIGINT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (state IN ('mapping', 'checking', 'checked', 'running', 'done', 'undoing', 'undone')),
  CHECK (mapping::json IS NOT NULL),
  CHECK (counts::json IS NOT NULL)
);

CREATE INDEX import_run_by_account ON import_run (authority, account, made_at);

-- Its rows, sealed, some to a part; part 0 has the names of the columns.
CREATE TABLE import_part (
  authority BYTEA NOT NULL,
  import_id BYTEA NOT NULL,
  number INTEGER NOT NULL,
  sealed BYTEA NOT NULL,
  PRIMARY KEY (authority, import_id, number),
  FOREIGN KEY (authority, import_id) REFERENCES import_run (authority, id) ON DELETE CASCADE
);

-- What there is to say of a row: in words that name columns by number, and nothing of what stands in it.
CREATE TABLE import_issue (
  authority BYTEA NOT NULL,
  import_id BYTEA NOT NULL,
  number INTEGER NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  detail TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (authority, import_id, number),
  FOREIGN KEY (authority, import_id) REFERENCES import_run (authority, id) ON DELETE CASCADE,
  CHECK (kind IN ('wrong', 'alike', 'left-out', 'kept')),
  CHECK (detail::json IS NOT NULL)
);

-- The cases that it made, as long as they are there.
CREATE TABLE import_case (
  authority BYTEA NOT NULL,
  import_id BYTEA NOT NULL,
  number INTEGER NOT NULL,
  case_id BYTEA NOT NULL,
  kept BOOLEAN NOT NULL,
  PRIMARY KEY (authority, import_id, number),
  FOREIGN KEY (authority, import_id) REFERENCES import_run (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE
);

CREATE INDEX import_case_by_case ON import_case (authority, case_id);

ALTER TABLE import_run ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_run FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON import_run USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE import_part ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_part FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON import_part USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE import_issue ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_issue FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON import_issue USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE import_case ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_case FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON import_case USING (authority = decode(current_setting('app.authority', true), 'hex'));
