CREATE TABLE invitation (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  token_hash BYTEA NOT NULL CHECK (octet_length(token_hash) = 32),
  username TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  administers BOOLEAN NOT NULL,
  capacities TEXT COLLATE "C" NOT NULL CHECK (capacities::json IS NOT NULL),
  enrolment BYTEA,
  invited_by BYTEA NOT NULL,
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT,
  withdrawn_at BIGINT,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, token_hash),
  FOREIGN KEY (authority, enrolment) REFERENCES enrolment (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, invited_by) REFERENCES account (authority, id) ON DELETE RESTRICT
);

ALTER TABLE invitation ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitation FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON invitation USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE recovery (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  account BYTEA NOT NULL,
  asked_by BYTEA NOT NULL,
  asked_at BIGINT NOT NULL,
  decided_by BYTEA,
  decided_at BIGINT,
  token_hash BYTEA,
  expires_at BIGINT NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, token_hash),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, asked_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, decided_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (decided_by <> asked_by)
);

CREATE INDEX recovery_by_account ON recovery (authority, account);

ALTER TABLE recovery ENABLE ROW LEVEL SECURITY;
ALTER TABLE recovery FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON recovery USING (authority = decode(current_setting('app.authority', true), 'hex'));
