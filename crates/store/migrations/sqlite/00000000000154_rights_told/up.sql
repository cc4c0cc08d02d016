-- That whoever had data of a request is told at its desk what became of it (UK GDPR article 19), and what it did. It names nobody: the
-- reference is what the body knew the record by.
CREATE TABLE rights_told (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  request BLOB NOT NULL,
  notice_id TEXT NOT NULL,
  reference TEXT NOT NULL,
  party TEXT NOT NULL,
  why TEXT NOT NULL,
  categories TEXT NOT NULL CHECK (json_valid(categories)),
  told_at INTEGER NOT NULL,
  acknowledged_at INTEGER,
  did TEXT,
  did_at INTEGER,
  did_by BLOB,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, request) REFERENCES rights_request (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, did_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (why IN ('corrected', 'erased', 'restricted', 'lifted', 'objected'))
) STRICT, WITHOUT ROWID;

CREATE INDEX rights_told_by_request ON rights_told (authority, request);
CREATE INDEX rights_told_by_party ON rights_told (authority, party);
