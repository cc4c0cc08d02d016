-- A warning on a case: proposed by one person, approved by another, for a time. What it says is sealed in its entry.
CREATE TABLE warning (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  case_id BYTEA NOT NULL,
  proposed_by BYTEA NOT NULL,
  proposed_at BIGINT NOT NULL,
  approved_by BYTEA,
  approved_at BIGINT,
  review_on TEXT COLLATE "C" NOT NULL,
  expires_on TEXT COLLATE "C" NOT NULL,
  told TEXT COLLATE "C" NOT NULL,
  told_on TEXT COLLATE "C",
  ended_by BYTEA,
  ended_at BIGINT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, proposed_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, approved_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, ended_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (approved_by IS NULL OR approved_by <> proposed_by),
  CHECK (told IN ('yes', 'not-yet', 'unsafe'))
);

CREATE INDEX warning_by_case_id ON warning (authority, case_id);

ALTER TABLE warning ENABLE ROW LEVEL SECURITY;
ALTER TABLE warning FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON warning USING (authority = decode(current_setting('app.authority', true), 'hex'));
