CREATE TABLE api_token (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  token_hash BYTEA NOT NULL CHECK (octet_length(token_hash) = 32),
  account BYTEA NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  capacity TEXT COLLATE "C" NOT NULL,
  purpose TEXT COLLATE "C" NOT NULL,
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  last_used_at BIGINT,
  revoked_at BIGINT,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, token_hash),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE CASCADE
);

CREATE INDEX api_token_by_account ON api_token (authority, account);

ALTER TABLE api_token ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_token FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON api_token USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE once (
  authority BYTEA NOT NULL,
  account BYTEA NOT NULL,
  key_hash BYTEA NOT NULL CHECK (octet_length(key_hash) = 32),
  request_hash BYTEA NOT NULL CHECK (octet_length(request_hash) = 32),
  made BYTEA NOT NULL CHECK (octet_length(made) = 16),
  at BIGINT NOT NULL,
  PRIMARY KEY (authority, account, key_hash),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE CASCADE
);

CREATE INDEX once_by_at ON once (authority, at);

ALTER TABLE once ENABLE ROW LEVEL SECURITY;
ALTER TABLE once FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON once USING (authority = decode(current_setting('app.authority', true), 'hex'));
