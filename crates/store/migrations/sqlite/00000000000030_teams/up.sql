CREATE TABLE team (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  notice_id TEXT NOT NULL,
  name TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  closed_on TEXT,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, notice_id, name),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE TABLE team_member (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  team BLOB NOT NULL,
  account BLOB NOT NULL,
  role TEXT NOT NULL,
  from_on TEXT NOT NULL,
  until_on TEXT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, team) REFERENCES team (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (role IN ('member', 'manager')),
  CHECK (until_on IS NULL OR until_on >= from_on)
) STRICT, WITHOUT ROWID;

CREATE INDEX team_member_by_team ON team_member (authority, team);

CREATE INDEX team_member_by_account ON team_member (authority, account);

CREATE TABLE absence (
  -- Why somebody is away is not recorded: nobody needs it to cover for them.
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  account BLOB NOT NULL,
  cover BLOB,
  from_on TEXT NOT NULL,
  until_on TEXT NOT NULL,
  recorded_by BLOB NOT NULL,
  recorded_at INTEGER NOT NULL,
  cancelled_at INTEGER,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, cover) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, recorded_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (until_on >= from_on),
  CHECK (cover <> account)
) STRICT, WITHOUT ROWID;

CREATE INDEX absence_by_account_until_on ON absence (authority, account, until_on);

CREATE INDEX absence_by_cover_until_on ON absence (authority, cover, until_on);
