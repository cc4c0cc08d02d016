-- A request from outside for what is held of somebody: of the police, a court, another body. Every one is kept, with what was decided about it,
-- also where nothing goes, nothing is held or nobody is known. What it asks and of whom is sealed under a key of its own.
CREATE TABLE outside_request (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  notice_version BLOB NOT NULL,
  reference TEXT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  channel TEXT NOT NULL,
  law TEXT NOT NULL,
  received_on TEXT NOT NULL,
  answer_by TEXT,
  person BLOB NOT NULL,
  record_class TEXT NOT NULL,
  sealed BLOB NOT NULL,
  about BLOB,
  share BLOB,
  decision TEXT,
  reason TEXT NOT NULL DEFAULT '',
  told TEXT NOT NULL DEFAULT '',
  decision_sealed BLOB,
  made_by BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  decided_by BLOB,
  decided_at INTEGER,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, reference),
  FOREIGN KEY (authority, notice_version) REFERENCES notice_version (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, made_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, decided_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (decision IS NULL OR decision IN ('released', 'part', 'refused', 'not-held', 'nobody')),
  CHECK ((decision IS NULL) = (decided_at IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX outside_request_by_received_on ON outside_request (authority, decided_at, received_on);
CREATE INDEX outside_request_by_about ON outside_request (authority, about);
