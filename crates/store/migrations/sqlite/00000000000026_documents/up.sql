-- A document of a case. What it is called and shows is sealed: its entry holds the words, its parts the bytes.
CREATE TABLE document (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  case_id BLOB NOT NULL,
  media TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  state TEXT NOT NULL,
  scanned_at INTEGER,
  preview TEXT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  CHECK (state IN ('kept', 'waiting', 'quarantined'))
) STRICT, WITHOUT ROWID;

CREATE INDEX document_by_case_id ON document (authority, case_id);

CREATE INDEX document_by_state ON document (authority, state);

-- The sealed bytes of a document, and of its preview.
CREATE TABLE document_part (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  part TEXT NOT NULL,
  person BLOB NOT NULL,
  record_class TEXT NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (authority, id, part),
  FOREIGN KEY (authority, id) REFERENCES document (authority, id) ON DELETE CASCADE,
  CHECK (part IN ('original', 'preview'))
) STRICT, WITHOUT ROWID;
