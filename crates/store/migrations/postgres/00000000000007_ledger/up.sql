CREATE TABLE ledger_entry (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  idx BIGINT,
  leaf BYTEA NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, idx)
);

ALTER TABLE ledger_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON ledger_entry USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE ledger_node (
  authority BYTEA NOT NULL,
  level SMALLINT NOT NULL,
  idx BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (authority, level, idx)
);

ALTER TABLE ledger_node ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_node FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON ledger_node USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE ledger_subject (
  authority BYTEA NOT NULL,
  tag BYTEA NOT NULL,
  entry BYTEA NOT NULL CHECK (octet_length(entry) = 16),
  PRIMARY KEY (authority, tag, entry),
  FOREIGN KEY (authority, entry) REFERENCES ledger_entry (authority, id) ON DELETE RESTRICT
);

ALTER TABLE ledger_subject ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_subject FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON ledger_subject USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE ledger_checkpoint (
  authority BYTEA NOT NULL,
  size BIGINT NOT NULL,
  root BYTEA NOT NULL,
  note TEXT COLLATE "C" NOT NULL,
  made_at BIGINT NOT NULL,
  PRIMARY KEY (authority, size)
);

ALTER TABLE ledger_checkpoint ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_checkpoint FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON ledger_checkpoint USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE ledger_lease (
  authority BYTEA NOT NULL CHECK (octet_length(authority) = 16),
  size BIGINT NOT NULL,
  holder BYTEA,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (authority),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
);

ALTER TABLE ledger_lease ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_lease FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON ledger_lease USING (authority = decode(current_setting('app.authority', true), 'hex'));
