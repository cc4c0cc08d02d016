CREATE TABLE consent_detail (
  authority BYTEA NOT NULL,
  consent BYTEA NOT NULL,
  case_id BYTEA NOT NULL,
  wording TEXT COLLATE "C" NOT NULL,
  language TEXT COLLATE "C" NOT NULL,
  said_at BIGINT NOT NULL,
  own_notice TEXT COLLATE "C" NOT NULL,
  own_notice_version TEXT COLLATE "C" NOT NULL,
  origin TEXT COLLATE "C" NOT NULL,
  record_class TEXT COLLATE "C" NOT NULL,
  sealed BYTEA,
  PRIMARY KEY (authority, consent),
  FOREIGN KEY (authority, consent) REFERENCES consent (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE
);

CREATE INDEX consent_detail_by_case_id ON consent_detail (authority, case_id);

ALTER TABLE consent_detail ENABLE ROW LEVEL SECURITY;
ALTER TABLE consent_detail FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON consent_detail USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE consent_told (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  case_id BYTEA NOT NULL,
  person BYTEA NOT NULL,
  consent BYTEA NOT NULL,
  party TEXT COLLATE "C" NOT NULL,
  purpose TEXT COLLATE "C" NOT NULL,
  categories TEXT COLLATE "C" NOT NULL CHECK (categories::json IS NOT NULL),
  times BIGINT NOT NULL,
  times_since BIGINT NOT NULL,
  had_first BIGINT NOT NULL,
  had_last BIGINT NOT NULL,
  said_at BIGINT NOT NULL,
  cannot_recall BOOLEAN NOT NULL,
  told_at BIGINT NOT NULL,
  acknowledged_at BIGINT,
  acknowledged_by BYTEA,
  did TEXT COLLATE "C" CHECK (did IN ('erased', 'stopped', 'kept-by-law', 'nothing-held')),
  did_at BIGINT,
  did_by BYTEA,
  record_class TEXT COLLATE "C" NOT NULL,
  sealed BYTEA,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, consent) REFERENCES consent (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, acknowledged_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, did_by) REFERENCES account (authority, id) ON DELETE RESTRICT
);

CREATE INDEX consent_told_by_case_id ON consent_told (authority, case_id);

CREATE INDEX consent_told_by_party ON consent_told (authority, party);

ALTER TABLE consent_told ENABLE ROW LEVEL SECURITY;
ALTER TABLE consent_told FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON consent_told USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE interview_offer (
  authority BYTEA NOT NULL,
  case_id BYTEA NOT NULL,
  party TEXT COLLATE "C" NOT NULL,
  purpose TEXT COLLATE "C" NOT NULL,
  offered_by BYTEA NOT NULL,
  offered_at BIGINT NOT NULL,
  PRIMARY KEY (authority, case_id, party, purpose),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, offered_by) REFERENCES account (authority, id) ON DELETE RESTRICT
);

ALTER TABLE interview_offer ENABLE ROW LEVEL SECURITY;
ALTER TABLE interview_offer FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON interview_offer USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE interview (
  authority BYTEA NOT NULL,
  case_id BYTEA NOT NULL,
  completed_by BYTEA NOT NULL,
  completed_at BIGINT NOT NULL,
  PRIMARY KEY (authority, case_id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, completed_by) REFERENCES account (authority, id) ON DELETE RESTRICT
);

ALTER TABLE interview ENABLE ROW LEVEL SECURITY;
ALTER TABLE interview FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON interview USING (authority = decode(current_setting('app.authority', true), 'hex'));
