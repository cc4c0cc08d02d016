-- That whoever gave something is asked at its own desk whether it may be passed on: what, to whom, for what, until when, and what they said.
CREATE TABLE originator_request (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  case_id BYTEA NOT NULL,
  person BYTEA NOT NULL,
  category TEXT COLLATE "C" NOT NULL,
  source TEXT COLLATE "C" NOT NULL,
  originator TEXT COLLATE "C" NOT NULL,
  party TEXT COLLATE "C" NOT NULL,
  purpose TEXT COLLATE "C" NOT NULL,
  items TEXT COLLATE "C" NOT NULL CHECK (items::json IS NOT NULL),
  why TEXT COLLATE "C" NOT NULL,
  until_on TEXT COLLATE "C" NOT NULL,
  answer_by TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  asked_by BYTEA NOT NULL,
  asked_at BIGINT NOT NULL,
  reminded_at BIGINT,
  answered_by BYTEA,
  answered_at BIGINT,
  refusal TEXT COLLATE "C",
  task BYTEA,
  word BYTEA,
  record_class TEXT COLLATE "C" NOT NULL,
  sealed BYTEA NOT NULL,
  answer BYTEA,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, asked_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, answered_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (state IN ('asked', 'agreed', 'refused', 'taken-back'))
);

CREATE INDEX originator_request_by_case_id ON originator_request (authority, case_id);
CREATE INDEX originator_request_by_person ON originator_request (authority, person);
CREATE INDEX originator_request_by_originator ON originator_request (authority, originator, state);
CREATE INDEX originator_request_by_state ON originator_request (authority, state, answer_by);

ALTER TABLE originator_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE originator_request FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON originator_request USING (authority = decode(current_setting('app.authority', true), 'hex'));
