-- Where each body is that something goes to, and where data is hosted, backed up and looked at for support: a country, and
-- whether somebody has confirmed it.
CREATE TABLE destination (
  authority BYTEA NOT NULL,
  kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('recipient', 'hosting', 'backup', 'support')),
  notice_id TEXT COLLATE "C" NOT NULL,
  body TEXT COLLATE "C" NOT NULL,
  country TEXT COLLATE "C" NOT NULL CHECK (length(country) = 2),
  confirmed BOOLEAN NOT NULL,
  source TEXT COLLATE "C" NOT NULL,
  account BYTEA,
  at BIGINT NOT NULL,
  PRIMARY KEY (authority, kind, notice_id, body),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
);

-- A transfer out of the country, and who approved it: somebody else than wrote it.
CREATE TABLE transfer_record (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  notice_id TEXT COLLATE "C" NOT NULL,
  body TEXT COLLATE "C" NOT NULL,
  country TEXT COLLATE "C" NOT NULL CHECK (length(country) = 2),
  categories TEXT COLLATE "C" NOT NULL,
  safeguard TEXT COLLATE "C" NOT NULL,
  source TEXT COLLATE "C" NOT NULL,
  assessment TEXT COLLATE "C" NOT NULL,
  assessed_on TEXT COLLATE "C",
  from_on TEXT COLLATE "C" NOT NULL,
  until_on TEXT COLLATE "C" NOT NULL,
  made_by BYTEA NOT NULL,
  made_at BIGINT NOT NULL,
  approved_by BYTEA,
  approved_at BIGINT,
  ended_at BIGINT,
  ended_why TEXT COLLATE "C",
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT,
  CHECK (approved_by IS NULL OR approved_by <> made_by)
);

CREATE INDEX transfer_record_by_body ON transfer_record (authority, notice_id, body);

-- Whoever is worked with already is taken to be in the United Kingdom until somebody says so: each on the lists, and, as one
-- line for each notice, everybody whom it names.
ALTER TABLE enrolment NO FORCE ROW LEVEL SECURITY;
ALTER TABLE notice_version NO FORCE ROW LEVEL SECURITY;

INSERT INTO destination (authority, kind, notice_id, body, country, confirmed, source, at)
  SELECT authority, 'recipient', notice_id, body, 'GB', FALSE, 'Taken to be so when the register began', MAX(recorded_at)
  FROM enrolment GROUP BY authority, notice_id, body;

INSERT INTO destination (authority, kind, notice_id, body, country, confirmed, source, at)
  SELECT authority, 'recipient', notice_id, '*', 'GB', FALSE, 'Taken to be so when the register began', MAX(published_at)
  FROM notice_version GROUP BY authority, notice_id;

ALTER TABLE enrolment FORCE ROW LEVEL SECURITY;
ALTER TABLE notice_version FORCE ROW LEVEL SECURITY;

ALTER TABLE destination ENABLE ROW LEVEL SECURITY;
ALTER TABLE destination FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON destination USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE transfer_record ENABLE ROW LEVEL SECURITY;
ALTER TABLE transfer_record FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON transfer_record USING (authority = decode(current_setting('app.authority', true), 'hex'));
