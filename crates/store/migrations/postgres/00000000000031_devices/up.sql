ALTER TABLE session ADD COLUMN device TEXT COLLATE "C" NOT NULL DEFAULT '';

CREATE TABLE known_device (
  authority BYTEA NOT NULL,
  account BYTEA NOT NULL,
  token_hash BYTEA NOT NULL CHECK (octet_length(token_hash) = 32),
  words TEXT COLLATE "C" NOT NULL,
  first_seen_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  confirmed_at BIGINT,
  PRIMARY KEY (authority, account, token_hash),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE CASCADE
);

ALTER TABLE known_device ENABLE ROW LEVEL SECURITY;
ALTER TABLE known_device FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON known_device USING (authority = decode(current_setting('app.authority', true), 'hex'));
