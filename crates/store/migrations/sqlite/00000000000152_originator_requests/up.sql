-- That whoever gave something is asked at its own desk whether it may be passed on: what, to whom, for what, until when, and what they said.
CREATE TABLE originator_request (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  case_id BLOB NOT NULL,
  person BLOB NOT NULL,
  category TEXT NOT NULL,
  source TEXT NOT NULL,
  originator TEXT NOT NULL,
  party TEXT NOT NULL,
  purpose TEXT NOT NULL,
  items TEXT NOT NULL CHECK (json_valid(items)),
  why TEXT NOT NULL,
  until_on TEXT NOT NULL,
  answer_by TEXT NOT NULL,
  state TEXT NOT NULL,
  asked_by BLOB NOT NULL,
  asked_at INTEGER NOT NULL,
  reminded_at INTEGER,
  answered_by BLOB,
  answered_at INTEGER,
  refusal TEXT,
  task BLOB,
  word BLOB,
  record_class TEXT NOT NULL,
  sealed BLOB NOT NULL,
  answer BLOB,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, asked_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, answered_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (state IN ('asked', 'agreed', 'refused', 'taken-back'))
) STRICT, WITHOUT ROWID;

CREATE INDEX originator_request_by_case_id ON originator_request (authority, case_id);
CREATE INDEX originator_request_by_person ON originator_request (authority, person);
CREATE INDEX originator_request_by_originator ON originator_request (authority, originator, state);
CREATE INDEX originator_request_by_state ON originator_request (authority, state, answer_by);
