CREATE TABLE passkey (
  authority BYTEA NOT NULL,
  credential BYTEA NOT NULL,
  account BYTEA NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  public_key TEXT COLLATE "C" NOT NULL,
  made_at BIGINT NOT NULL,
  last_used_at BIGINT,
  PRIMARY KEY (authority, credential),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE CASCADE
);

CREATE INDEX passkey_by_account ON passkey (authority, account);

ALTER TABLE passkey ENABLE ROW LEVEL SECURITY;
ALTER TABLE passkey FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON passkey USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE ceremony (
  -- A challenge that was handed out and not answered yet.
  authority BYTEA NOT NULL,
  token_hash BYTEA NOT NULL CHECK (octet_length(token_hash) = 32),
  account BYTEA,
  state TEXT COLLATE "C" NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (authority, token_hash),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
);

CREATE INDEX ceremony_by_expires_at ON ceremony (authority, expires_at);

ALTER TABLE ceremony ENABLE ROW LEVEL SECURITY;
ALTER TABLE ceremony FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON ceremony USING (authority = decode(current_setting('app.authority', true), 'hex'));
