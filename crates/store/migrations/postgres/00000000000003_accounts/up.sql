CREATE TABLE account (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  username TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  administers BOOLEAN NOT NULL,
  capacities TEXT COLLATE "C" NOT NULL CHECK (capacities::json IS NOT NULL),
  enrolment BYTEA,
  created_at BIGINT NOT NULL,
  disabled_at BIGINT,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, username),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, enrolment) REFERENCES enrolment (authority, id) ON DELETE RESTRICT
);

ALTER TABLE account ENABLE ROW LEVEL SECURITY;
ALTER TABLE account FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON account USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE credential (
  authority BYTEA NOT NULL,
  account BYTEA NOT NULL CHECK (octet_length(account) = 16),
  password_hash TEXT COLLATE "C" NOT NULL,
  totp_sealed BYTEA,
  totp_confirmed BOOLEAN NOT NULL,
  totp_last_step BIGINT,
  recovery TEXT COLLATE "C" NOT NULL CHECK (recovery::json IS NOT NULL),
  failed_count INTEGER NOT NULL,
  last_failed_at BIGINT,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (authority, account),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE CASCADE
);

ALTER TABLE credential ENABLE ROW LEVEL SECURITY;
ALTER TABLE credential FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON credential USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE session (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  token_hash BYTEA NOT NULL,
  account BYTEA NOT NULL,
  capacity TEXT COLLATE "C" NOT NULL,
  purpose TEXT COLLATE "C" NOT NULL,
  second_factor BOOLEAN NOT NULL,
  began_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, token_hash),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE CASCADE
);

CREATE INDEX session_by_account ON session (authority, account);

CREATE INDEX session_by_expires_at ON session (authority, expires_at);

ALTER TABLE session ENABLE ROW LEVEL SECURITY;
ALTER TABLE session FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON session USING (authority = decode(current_setting('app.authority', true), 'hex'));
