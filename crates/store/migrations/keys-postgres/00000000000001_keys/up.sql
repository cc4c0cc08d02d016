CREATE TABLE data_key (
  authority BYTEA NOT NULL,
  subject BYTEA NOT NULL,
  class TEXT COLLATE "C" NOT NULL,
  version INTEGER NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  master INTEGER NOT NULL,
  wrapped BYTEA,
  made_at BIGINT NOT NULL,
  destroyed_at BIGINT,
  destroyed_why TEXT COLLATE "C",
  PRIMARY KEY (authority, subject, class, version),
  CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);

ALTER TABLE data_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE data_key FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON data_key USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE key_epoch (
  id INTEGER NOT NULL CHECK (id = 1),
  epoch BIGINT NOT NULL,
  PRIMARY KEY (id)
);

INSERT INTO key_epoch (id, epoch) VALUES (1, 1);
