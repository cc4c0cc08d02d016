CREATE TABLE team (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  notice_id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  made_at BIGINT NOT NULL,
  closed_on TEXT COLLATE "C",
  PRIMARY KEY (authority, id),
  UNIQUE (authority, notice_id, name),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
);

ALTER TABLE team ENABLE ROW LEVEL SECURITY;
ALTER TABLE team FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON team USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE team_member (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  team BYTEA NOT NULL,
  account BYTEA NOT NULL,
  role TEXT COLLATE "C" NOT NULL,
  from_on TEXT COLLATE "C" NOT NULL,
  until_on TEXT COLLATE "C",
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, team) REFERENCES team (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (role IN ('member', 'manager')),
  CHECK (until_on IS NULL OR until_on >= from_on)
);

CREATE INDEX team_member_by_team ON team_member (authority, team);

CREATE INDEX team_member_by_account ON team_member (authority, account);

ALTER TABLE team_member ENABLE ROW LEVEL SECURITY;
ALTER TABLE team_member FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON team_member USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE absence (
  -- Why somebody is away is not recorded: nobody needs it to cover for them.
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  account BYTEA NOT NULL,
  cover BYTEA,
  from_on TEXT COLLATE "C" NOT NULL,
  until_on TEXT COLLATE "C" NOT NULL,
  recorded_by BYTEA NOT NULL,
  recorded_at BIGINT NOT NULL,
  cancelled_at BIGINT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, cover) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, recorded_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (until_on >= from_on),
  CHECK (cover <> account)
);

CREATE INDEX absence_by_account_until_on ON absence (authority, account, until_on);

CREATE INDEX absence_by_cover_until_on ON absence (authority, cover, until_on);

ALTER TABLE absence ENABLE ROW LEVEL SECURITY;
ALTER TABLE absence FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON absence USING (authority = decode(current_setting('app.authority', true), 'hex'));
