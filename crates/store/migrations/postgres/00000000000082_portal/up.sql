CREATE TABLE portal_account (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  person BYTEA NOT NULL,
  case_id BYTEA NOT NULL,
  kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('subject', 'representative')),
  channel TEXT COLLATE "C" NOT NULL CHECK (channel IN ('email', 'text')),
  way_digest BYTEA NOT NULL,
  born_digest BYTEA NOT NULL,
  categories TEXT COLLATE "C" NOT NULL CHECK (categories::json IS NOT NULL),
  until_on TEXT COLLATE "C",
  record_class TEXT COLLATE "C" NOT NULL,
  sealed BYTEA,
  invited_by BYTEA NOT NULL,
  invited_at BIGINT NOT NULL,
  approved_by BYTEA,
  approved_at BIGINT,
  ended_by BYTEA,
  ended_at BIGINT,
  first_in_at BIGINT,
  last_in_at BIGINT,
  failed_count BIGINT NOT NULL,
  last_failed_at BIGINT,
  codes_sent BIGINT NOT NULL,
  codes_since BIGINT NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, invited_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, approved_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, ended_by) REFERENCES account (authority, id) ON DELETE RESTRICT
);

CREATE INDEX portal_account_by_case_id ON portal_account (authority, case_id);

CREATE INDEX portal_account_by_way_digest ON portal_account (authority, way_digest);

ALTER TABLE portal_account ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_account FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON portal_account USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE portal_session (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  token_hash BYTEA NOT NULL,
  account BYTEA NOT NULL,
  code_digest BYTEA,
  tries BIGINT NOT NULL,
  began_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, account) REFERENCES portal_account (authority, id) ON DELETE CASCADE
);

CREATE INDEX portal_session_by_token_hash ON portal_session (authority, token_hash);

CREATE INDEX portal_session_by_account ON portal_session (authority, account);

ALTER TABLE portal_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_session FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON portal_session USING (authority = decode(current_setting('app.authority', true), 'hex'));
