-- A document that came with a request from outside, or that somebody put to it, under the request's own key. What it was called is not kept.
CREATE TABLE outside_document (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  request BYTEA NOT NULL,
  person BYTEA NOT NULL,
  record_class TEXT COLLATE "C" NOT NULL,
  media TEXT COLLATE "C" NOT NULL,
  bytes BIGINT NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  added_by BYTEA NOT NULL,
  added_at BIGINT NOT NULL,
  sealed BYTEA NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, request) REFERENCES outside_request (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, added_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (state IN ('kept', 'waiting', 'quarantined'))
);

CREATE INDEX outside_document_by_person ON outside_document (authority, person);
CREATE INDEX outside_document_by_request ON outside_document (authority, request);

ALTER TABLE outside_document ENABLE ROW LEVEL SECURITY;
ALTER TABLE outside_document FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON outside_document USING (authority = decode(current_setting('app.authority', true), 'hex'));
