-- That whoever gave something agrees that it is passed on: to whom, for what, until when.
CREATE TABLE originator_word (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  case_id BLOB NOT NULL,
  person BLOB NOT NULL,
  category TEXT NOT NULL,
  source TEXT NOT NULL,
  party TEXT NOT NULL,
  purpose TEXT NOT NULL,
  agreed_on TEXT NOT NULL,
  until_on TEXT NOT NULL,
  recorded_by BLOB NOT NULL,
  recorded_at INTEGER NOT NULL,
  ended_at INTEGER,
  record_class TEXT NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, recorded_by) REFERENCES account (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE INDEX originator_word_by_case_id ON originator_word (authority, case_id, party);
