-- A file that came with a referral, under the key of the person of whom the referral tells. What it was called is not kept. When the
-- referral leads to a case it becomes a document of the case and leaves here.
CREATE TABLE inbound_document (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  inbound BYTEA NOT NULL,
  category TEXT COLLATE "C" NOT NULL,
  person BYTEA NOT NULL,
  record_class TEXT COLLATE "C" NOT NULL,
  media TEXT COLLATE "C" NOT NULL,
  bytes BIGINT NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  came_at BIGINT NOT NULL,
  sealed BYTEA NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, inbound) REFERENCES inbound (authority, id) ON DELETE CASCADE,
  CHECK (state IN ('kept', 'waiting', 'quarantined'))
);

CREATE INDEX inbound_document_by_person ON inbound_document (authority, person);
CREATE INDEX inbound_document_by_inbound ON inbound_document (authority, inbound);
CREATE INDEX inbound_document_by_came_at ON inbound_document (authority, came_at, bytes);

ALTER TABLE inbound_document ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbound_document FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON inbound_document USING (authority = decode(current_setting('app.authority', true), 'hex'));
