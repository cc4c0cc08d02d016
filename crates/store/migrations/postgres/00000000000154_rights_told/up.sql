-- That whoever had data of a request is told at its desk what became of it (UK GDPR article 19), and what it did. It names nobody: the
-- reference is what the body knew the record by.
CREATE TABLE rights_told (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  request BYTEA NOT NULL,
  notice_id TEXT COLLATE "C" NOT NULL,
  reference TEXT COLLATE "C" NOT NULL,
  party TEXT COLLATE "C" NOT NULL,
  why TEXT COLLATE "C" NOT NULL,
  categories TEXT COLLATE "C" NOT NULL CHECK (categories::json IS NOT NULL),
  told_at BIGINT NOT NULL,
  acknowledged_at BIGINT,
  did TEXT COLLATE "C",
  did_at BIGINT,
  did_by BYTEA,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, request) REFERENCES rights_request (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, did_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (why IN ('corrected', 'erased', 'restricted', 'lifted', 'objected'))
);

CREATE INDEX rights_told_by_request ON rights_told (authority, request);
CREATE INDEX rights_told_by_party ON rights_told (authority, party);

ALTER TABLE rights_told ENABLE ROW LEVEL SECURITY;
ALTER TABLE rights_told FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON rights_told USING (authority = decode(current_setting('app.authority', true), 'hex'));
