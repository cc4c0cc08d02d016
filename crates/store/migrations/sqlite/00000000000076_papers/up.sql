-- Papers to be signed, and the certificates with which they are sealed.
CREATE TABLE signing_certificate (
  authority BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  certificate BLOB NOT NULL,
  sealed BLOB NOT NULL,
  brought INTEGER NOT NULL,
  PRIMARY KEY (authority, made_at),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE TABLE paper (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  case_id BLOB NOT NULL,
  person BLOB NOT NULL,
  template TEXT NOT NULL,
  categories TEXT NOT NULL CHECK (json_valid(categories)),
  record_class TEXT NOT NULL,
  sealed BLOB NOT NULL,
  hash BLOB NOT NULL,
  state TEXT NOT NULL,
  made_by BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  sent_at INTEGER,
  until_on TEXT,
  settled_at INTEGER,
  way TEXT,
  witness BLOB,
  answer BLOB,
  entry BLOB,
  file BLOB,
  file_hash BLOB,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, made_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (state IN ('draft', 'open', 'signed', 'declined', 'cancelled'))
) STRICT, WITHOUT ROWID;

CREATE INDEX paper_by_case_id ON paper (authority, case_id, id);
