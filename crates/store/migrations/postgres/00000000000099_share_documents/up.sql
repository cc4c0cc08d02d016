-- Documents that go with what is sent to other bodies: a sealed copy of each as it went.
CREATE TABLE share_document (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  share BYTEA NOT NULL,
  case_id BYTEA NOT NULL,
  person BYTEA NOT NULL,
  category TEXT COLLATE "C" NOT NULL,
  record_class TEXT COLLATE "C" NOT NULL,
  media TEXT COLLATE "C" NOT NULL,
  bytes BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  sealed BYTEA NOT NULL,
  content BYTEA NOT NULL,
  preview BYTEA,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, share) REFERENCES share (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE
);

CREATE INDEX share_document_by_share ON share_document (authority, share, id);
CREATE INDEX share_document_by_case_id ON share_document (authority, case_id, category);

ALTER TABLE share_document ENABLE ROW LEVEL SECURITY;
ALTER TABLE share_document FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON share_document USING (authority = decode(current_setting('app.authority', true), 'hex'));
