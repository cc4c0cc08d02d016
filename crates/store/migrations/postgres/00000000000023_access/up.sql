-- Who may not look at a case whatever the notice says (barred), cases for named people only (restricted), and who those are (allowed).
CREATE TABLE case_access (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  case_id BYTEA NOT NULL,
  account BYTEA,
  kind TEXT COLLATE "C" NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  set_by BYTEA NOT NULL,
  set_at BIGINT NOT NULL,
  ended_by BYTEA,
  ended_at BIGINT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, set_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, ended_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (kind IN ('restricted', 'allowed', 'barred')),
  CHECK ((kind = 'restricted') = (account IS NULL))
);

CREATE INDEX case_access_by_case_id ON case_access (authority, case_id);

CREATE INDEX case_access_by_kind_account ON case_access (authority, kind, account, case_id);

ALTER TABLE case_access ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_access FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON case_access USING (authority = decode(current_setting('app.authority', true), 'hex'));
