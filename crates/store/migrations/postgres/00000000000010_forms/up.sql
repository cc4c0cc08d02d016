ALTER TABLE section ADD COLUMN form TEXT COLLATE "C" NOT NULL DEFAULT '';

CREATE TABLE form_version (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  notice_version BYTEA NOT NULL,
  service TEXT COLLATE "C" NOT NULL,
  version TEXT COLLATE "C" NOT NULL,
  title TEXT COLLATE "C" NOT NULL,
  source TEXT COLLATE "C" NOT NULL,
  hash BYTEA NOT NULL,
  published_at BIGINT NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, notice_version) REFERENCES notice_version (authority, id) ON DELETE RESTRICT
);

CREATE UNIQUE INDEX form_version_named ON form_version (authority, notice_version, service, version);

ALTER TABLE form_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE form_version FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON form_version USING (authority = decode(current_setting('app.authority', true), 'hex'));
