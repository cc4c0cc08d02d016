-- Work on many cases at once: what, for whom, how it goes.
CREATE TABLE bulk_job (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  account BYTEA NOT NULL,
  capacity TEXT COLLATE "C" NOT NULL,
  purpose TEXT COLLATE "C" NOT NULL,
  what TEXT COLLATE "C" NOT NULL,
  made_at BIGINT NOT NULL,
  finished_at BIGINT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (what::json IS NOT NULL)
);

CREATE INDEX bulk_job_by_account_made_at ON bulk_job (authority, account, made_at);

ALTER TABLE bulk_job ENABLE ROW LEVEL SECURITY;
ALTER TABLE bulk_job FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON bulk_job USING (authority = decode(current_setting('app.authority', true), 'hex'));

-- One case of such a work, and what came of it.
CREATE TABLE bulk_case (
  authority BYTEA NOT NULL,
  job BYTEA NOT NULL,
  case_id BYTEA NOT NULL,
  place INTEGER NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  words TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (authority, job, case_id),
  FOREIGN KEY (authority, job) REFERENCES bulk_job (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  CHECK (state IN ('waiting', 'done', 'refused'))
);

ALTER TABLE bulk_case ENABLE ROW LEVEL SECURITY;
ALTER TABLE bulk_case FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON bulk_case USING (authority = decode(current_setting('app.authority', true), 'hex'));
