-- Documents that go with what is sent to other bodies: a sealed copy of each as it went.
CREATE TABLE share_document (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  share BLOB NOT NULL,
  case_id BLOB NOT NULL,
  person BLOB NOT NULL,
  category TEXT NOT NULL,
  record_class TEXT NOT NULL,
  media TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  hash BLOB NOT NULL,
  sealed BLOB NOT NULL,
  content BLOB NOT NULL,
  preview BLOB,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, share) REFERENCES share (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX share_document_by_share ON share_document (authority, share, id);
CREATE INDEX share_document_by_case_id ON share_document (authority, case_id, category);
