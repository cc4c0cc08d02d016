CREATE TABLE notice_version (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  notice_id TEXT COLLATE "C" NOT NULL,
  version TEXT COLLATE "C" NOT NULL,
  title TEXT COLLATE "C" NOT NULL,
  source TEXT COLLATE "C" NOT NULL,
  hash BYTEA NOT NULL,
  draft BOOLEAN NOT NULL,
  effective_on TEXT COLLATE "C" NOT NULL,
  published_at BIGINT NOT NULL,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, notice_id, version),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
);

ALTER TABLE notice_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE notice_version FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON notice_version USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE enrolment (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  notice_id TEXT COLLATE "C" NOT NULL,
  class TEXT COLLATE "C" NOT NULL,
  body TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  from_on TEXT COLLATE "C" NOT NULL,
  until_on TEXT COLLATE "C",
  evidence TEXT COLLATE "C" NOT NULL,
  recorded_at BIGINT NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
);

CREATE INDEX enrolment_by_notice_id_body ON enrolment (authority, notice_id, body);

ALTER TABLE enrolment ENABLE ROW LEVEL SECURITY;
ALTER TABLE enrolment FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON enrolment USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE agreement (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  notice_id TEXT COLLATE "C" NOT NULL,
  party TEXT COLLATE "C" NOT NULL,
  reference TEXT COLLATE "C" NOT NULL,
  from_on TEXT COLLATE "C" NOT NULL,
  until_on TEXT COLLATE "C",
  recorded_at BIGINT NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
);

CREATE INDEX agreement_by_notice_id_party ON agreement (authority, notice_id, party);

ALTER TABLE agreement ENABLE ROW LEVEL SECURITY;
ALTER TABLE agreement FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON agreement USING (authority = decode(current_setting('app.authority', true), 'hex'));
