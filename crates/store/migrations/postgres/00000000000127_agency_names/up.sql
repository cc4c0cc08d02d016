-- The agency that another has become a part of.
ALTER TABLE agency ADD COLUMN successor BYTEA;

-- What an agency was called before, or is called elsewhere, so that old names lead to it.
CREATE TABLE agency_name (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  agency BYTEA NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  how TEXT COLLATE "C" NOT NULL CHECK (how IN ('renamed', 'merged', 'also')),
  until_on TEXT COLLATE "C",
  made_at BIGINT NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, agency) REFERENCES agency (authority, id) ON DELETE CASCADE
);

CREATE INDEX agency_name_by_agency ON agency_name (authority, agency);

-- What it does for people.
CREATE TABLE agency_service (
  authority BYTEA NOT NULL,
  agency BYTEA NOT NULL,
  service TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (authority, agency, service),
  FOREIGN KEY (authority, agency) REFERENCES agency (authority, id) ON DELETE CASCADE
);

ALTER TABLE agency_name ENABLE ROW LEVEL SECURITY;
ALTER TABLE agency_name FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON agency_name USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE agency_service ENABLE ROW LEVEL SECURITY;
ALTER TABLE agency_service FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON agency_service USING (authority = decode(current_setting('app.authority', true), 'hex'));
