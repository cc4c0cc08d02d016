-- An organisation that the authority works with, over all its notices.
CREATE TABLE agency (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  name TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  made_at BIGINT NOT NULL,
  closed_at BIGINT,
  PRIMARY KEY (authority, id)
);

CREATE UNIQUE INDEX agency_by_name ON agency (authority, name);

-- Whom to reach there, how, and for what.
CREATE TABLE agency_contact (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  agency BYTEA NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  post TEXT COLLATE "C" NOT NULL,
  email TEXT COLLATE "C" NOT NULL,
  phone TEXT COLLATE "C" NOT NULL,
  purpose TEXT COLLATE "C" NOT NULL,
  made_at BIGINT NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, agency) REFERENCES agency (authority, id) ON DELETE CASCADE
);

CREATE INDEX agency_contact_by_agency ON agency_contact (authority, agency);

-- What it is called in a notice, or on one of its open lists.
CREATE TABLE agency_body (
  authority BYTEA NOT NULL,
  notice_id TEXT COLLATE "C" NOT NULL,
  body TEXT COLLATE "C" NOT NULL,
  agency BYTEA NOT NULL,
  PRIMARY KEY (authority, notice_id, body),
  FOREIGN KEY (authority, agency) REFERENCES agency (authority, id) ON DELETE CASCADE
);

CREATE INDEX agency_body_by_agency ON agency_body (authority, agency);

-- What was changed about it, when and by whom.
CREATE TABLE agency_change (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  agency BYTEA NOT NULL,
  at BIGINT NOT NULL,
  account BYTEA,
  what TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, agency) REFERENCES agency (authority, id) ON DELETE CASCADE
);

CREATE INDEX agency_change_by_agency ON agency_change (authority, agency);

ALTER TABLE agency ENABLE ROW LEVEL SECURITY;
ALTER TABLE agency FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON agency USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE agency_contact ENABLE ROW LEVEL SECURITY;
ALTER TABLE agency_contact FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON agency_contact USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE agency_body ENABLE ROW LEVEL SECURITY;
ALTER TABLE agency_body FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON agency_body USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE agency_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE agency_change FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON agency_change USING (authority = decode(current_setting('app.authority', true), 'hex'));
