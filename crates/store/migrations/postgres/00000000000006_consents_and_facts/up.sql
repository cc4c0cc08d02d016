CREATE TABLE consent (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  case_id BYTEA NOT NULL,
  person BYTEA NOT NULL,
  party TEXT COLLATE "C" NOT NULL,
  purpose TEXT COLLATE "C" NOT NULL,
  categories TEXT COLLATE "C" NOT NULL CHECK (categories::json IS NOT NULL),
  state TEXT COLLATE "C" NOT NULL,
  explicit BOOLEAN NOT NULL,
  method TEXT COLLATE "C" NOT NULL,
  given_at BIGINT,
  withdrawn_at BIGINT,
  expires_on TEXT COLLATE "C",
  wording_hash BYTEA NOT NULL,
  notice_version BYTEA NOT NULL,
  recorded_by BYTEA,
  recorded_at BIGINT NOT NULL,
  superseded_at BIGINT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, notice_version) REFERENCES notice_version (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, recorded_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (state IN ('given', 'refused', 'withdrawn'))
);

CREATE INDEX consent_by_case_id_party ON consent (authority, case_id, party);

CREATE UNIQUE INDEX consent_current ON consent (authority, case_id, party, purpose) WHERE superseded_at IS NULL;

ALTER TABLE consent ENABLE ROW LEVEL SECURITY;
ALTER TABLE consent FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON consent USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE fact_record (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  case_id BYTEA NOT NULL,
  person BYTEA NOT NULL,
  party TEXT COLLATE "C" NOT NULL,
  fact TEXT COLLATE "C" NOT NULL,
  purpose TEXT COLLATE "C" NOT NULL,
  record_class TEXT COLLATE "C" NOT NULL,
  sealed BYTEA,
  recorded_by BYTEA,
  recorded_at BIGINT NOT NULL,
  expires_at BIGINT,
  revoked_at BIGINT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, recorded_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (fact IN ('request', 'reason', 'approval', 'vital', 'safeguarding'))
);

CREATE INDEX fact_record_by_case_id_party ON fact_record (authority, case_id, party);

ALTER TABLE fact_record ENABLE ROW LEVEL SECURITY;
ALTER TABLE fact_record FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON fact_record USING (authority = decode(current_setting('app.authority', true), 'hex'));
