-- A file that came with a referral, under the key of the person of whom the referral tells. What it was called is not kept. When the
-- referral leads to a case it becomes a document of the case and leaves here.
CREATE TABLE inbound_document (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  inbound BLOB NOT NULL,
  category TEXT NOT NULL,
  person BLOB NOT NULL,
  record_class TEXT NOT NULL,
  media TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  state TEXT NOT NULL,
  came_at INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, inbound) REFERENCES inbound (authority, id) ON DELETE CASCADE,
  CHECK (state IN ('kept', 'waiting', 'quarantined'))
) STRICT, WITHOUT ROWID;

CREATE INDEX inbound_document_by_person ON inbound_document (authority, person);
CREATE INDEX inbound_document_by_inbound ON inbound_document (authority, inbound);
CREATE INDEX inbound_document_by_came_at ON inbound_document (authority, came_at, bytes);
