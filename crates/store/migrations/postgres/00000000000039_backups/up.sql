-- A copy that was made, or that was restored to see whether it is one.
CREATE TABLE backup_record (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('made', 'restored')),
  at BIGINT NOT NULL,
  good BOOLEAN NOT NULL,
  why TEXT COLLATE "C" NOT NULL,
  place TEXT COLLATE "C" NOT NULL,
  copied_at BIGINT NOT NULL,
  row_count BIGINT NOT NULL,
  entry_count BIGINT NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
);

-- How much there was, by table: so that it is noticed when some is gone.
CREATE TABLE data_count (
  authority BYTEA NOT NULL,
  at BIGINT NOT NULL,
  counts TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (authority, at),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
);

-- When copies and tests of them are too old, and how much less is too much less.
CREATE TABLE backup_setting (
  authority BYTEA NOT NULL,
  copy_hours BIGINT NOT NULL CHECK (copy_hours > 0),
  test_days BIGINT NOT NULL CHECK (test_days > 0),
  drop_percent BIGINT NOT NULL CHECK (drop_percent > 0),
  PRIMARY KEY (authority),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
);

-- What an administrator has to look at.
CREATE TABLE alert (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  what TEXT COLLATE "C" NOT NULL,
  words TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  settled_at BIGINT,
  account BYTEA,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
);

ALTER TABLE backup_record ENABLE ROW LEVEL SECURITY;
ALTER TABLE backup_record FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON backup_record USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE data_count ENABLE ROW LEVEL SECURITY;
ALTER TABLE data_count FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON data_count USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE backup_setting ENABLE ROW LEVEL SECURITY;
ALTER TABLE backup_setting FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON backup_setting USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE alert ENABLE ROW LEVEL SECURITY;
ALTER TABLE alert FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON alert USING (authority = decode(current_setting('app.authority', true), 'hex'));
