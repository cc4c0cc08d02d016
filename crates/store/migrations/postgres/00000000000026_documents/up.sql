-- A document of a case. What it is called and shows is sealed: its entry holds the words, its parts the bytes.
CREATE TABLE document (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  case_id BYTEA NOT NULL,
  media TEXT COLLATE "C" NOT NULL,
  bytes BIGINT NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  scanned_at BIGINT,
  preview TEXT COLLATE "C",
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  CHECK (state IN ('kept', 'waiting', 'quarantined'))
);

CREATE INDEX document_by_case_id ON document (authority, case_id);

CREATE INDEX document_by_state ON document (authority, state);

ALTER TABLE document ENABLE ROW LEVEL SECURITY;
ALTER TABLE document FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON document USING (authority = decode(current_setting('app.authority', true), 'hex'));

-- The sealed bytes of a document, and of its preview.
CREATE TABLE document_part (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  part TEXT COLLATE "C" NOT NULL,
  person BYTEA NOT NULL,
  record_class TEXT COLLATE "C" NOT NULL,
  sealed BYTEA NOT NULL,
  PRIMARY KEY (authority, id, part),
  FOREIGN KEY (authority, id) REFERENCES document (authority, id) ON DELETE CASCADE,
  CHECK (part IN ('original', 'preview'))
);

ALTER TABLE document_part ENABLE ROW LEVEL SECURITY;
ALTER TABLE document_part FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON document_part USING (authority = decode(current_setting('app.authority', true), 'hex'));
