-- Corporate retention schedules, imported from a table; the newest of a notice counts.
CREATE TABLE retention_schedule (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  notice_id TEXT NOT NULL,
  title TEXT NOT NULL,
  source TEXT NOT NULL,
  imported_at INTEGER NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE INDEX retention_schedule_by_notice_id ON retention_schedule (authority, notice_id, id);
