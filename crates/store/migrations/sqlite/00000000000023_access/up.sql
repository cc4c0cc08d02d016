-- Who may not look at a case whatever the notice says (barred), cases for named people only (restricted), and who those are (allowed).
CREATE TABLE case_access (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  case_id BLOB NOT NULL,
  account BLOB,
  kind TEXT NOT NULL,
  reason TEXT NOT NULL,
  set_by BLOB NOT NULL,
  set_at INTEGER NOT NULL,
  ended_by BLOB,
  ended_at INTEGER,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, set_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, ended_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (kind IN ('restricted', 'allowed', 'barred')),
  CHECK ((kind = 'restricted') = (account IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX case_access_by_case_id ON case_access (authority, case_id);

CREATE INDEX case_access_by_kind_account ON case_access (authority, kind, account, case_id);
