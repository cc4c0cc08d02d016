-- A document that came with a request from outside, or that somebody put to it, under the request's own key. What it was called is not kept.
CREATE TABLE outside_document (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  request BLOB NOT NULL,
  person BLOB NOT NULL,
  record_class TEXT NOT NULL,
  media TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  state TEXT NOT NULL,
  added_by BLOB NOT NULL,
  added_at INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, request) REFERENCES outside_request (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, added_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (state IN ('kept', 'waiting', 'quarantined'))
) STRICT, WITHOUT ROWID;

CREATE INDEX outside_document_by_person ON outside_document (authority, person);
CREATE INDEX outside_document_by_request ON outside_document (authority, request);
