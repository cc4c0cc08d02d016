-- A list as somebody likes it, under a name.
CREATE TABLE saved_view (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  account BYTEA NOT NULL,
  list TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  query TEXT COLLATE "C" NOT NULL,
  made_at BIGINT NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX saved_view_by_account_list_name ON saved_view (authority, account, list, name);

ALTER TABLE saved_view ENABLE ROW LEVEL SECURITY;
ALTER TABLE saved_view FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON saved_view USING (authority = decode(current_setting('app.authority', true), 'hex'));

-- A secret address under which somebody reads their own appointments. Only its hash is kept.
CREATE TABLE calendar_token (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  account BYTEA NOT NULL,
  token_hash BYTEA NOT NULL,
  capacity TEXT COLLATE "C" NOT NULL,
  purpose TEXT COLLATE "C" NOT NULL,
  made_at BIGINT NOT NULL,
  revoked_at BIGINT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX calendar_token_by_token_hash ON calendar_token (authority, token_hash);

CREATE INDEX calendar_token_by_account ON calendar_token (authority, account);

ALTER TABLE calendar_token ENABLE ROW LEVEL SECURITY;
ALTER TABLE calendar_token FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON calendar_token USING (authority = decode(current_setting('app.authority', true), 'hex'));
