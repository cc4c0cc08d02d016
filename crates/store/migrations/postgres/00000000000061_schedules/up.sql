-- Corporate retention schedules, imported from a table; the newest of a notice counts.
CREATE TABLE retention_schedule (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  notice_id TEXT COLLATE "C" NOT NULL,
  title TEXT COLLATE "C" NOT NULL,
  source TEXT COLLATE "C" NOT NULL,
  imported_at BIGINT NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
);

CREATE INDEX retention_schedule_by_notice_id ON retention_schedule (authority, notice_id, id);

ALTER TABLE retention_schedule ENABLE ROW LEVEL SECURITY;
ALTER TABLE retention_schedule FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON retention_schedule USING (authority = decode(current_setting('app.authority', true), 'hex'));
