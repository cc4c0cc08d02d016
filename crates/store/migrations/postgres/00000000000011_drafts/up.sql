CREATE TABLE draft (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  account BYTEA NOT NULL,
  case_id BYTEA,
  notice_id TEXT COLLATE "C" NOT NULL,
  service TEXT COLLATE "C" NOT NULL,
  category TEXT COLLATE "C" NOT NULL,
  person BYTEA NOT NULL,
  record_class TEXT COLLATE "C" NOT NULL,
  version INTEGER NOT NULL,
  sealed BYTEA,
  saved_at BIGINT NOT NULL,
  done_at BIGINT,
  made BYTEA,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, made) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  CHECK (version >= 1)
);

CREATE INDEX draft_by_account ON draft (authority, account, done_at, saved_at);

ALTER TABLE draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE draft FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON draft USING (authority = decode(current_setting('app.authority', true), 'hex'));
