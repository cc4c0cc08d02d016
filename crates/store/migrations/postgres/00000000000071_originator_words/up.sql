-- That whoever gave something agrees that it is passed on: to whom, for what, until when.
CREATE TABLE originator_word (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  case_id BYTEA NOT NULL,
  person BYTEA NOT NULL,
  category TEXT COLLATE "C" NOT NULL,
  source TEXT COLLATE "C" NOT NULL,
  party TEXT COLLATE "C" NOT NULL,
  purpose TEXT COLLATE "C" NOT NULL,
  agreed_on TEXT COLLATE "C" NOT NULL,
  until_on TEXT COLLATE "C" NOT NULL,
  recorded_by BYTEA NOT NULL,
  recorded_at BIGINT NOT NULL,
  ended_at BIGINT,
  record_class TEXT COLLATE "C" NOT NULL,
  sealed BYTEA NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, recorded_by) REFERENCES account (authority, id) ON DELETE RESTRICT
);

CREATE INDEX originator_word_by_case_id ON originator_word (authority, case_id, party);

ALTER TABLE originator_word ENABLE ROW LEVEL SECURITY;
ALTER TABLE originator_word FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON originator_word USING (authority = decode(current_setting('app.authority', true), 'hex'));
