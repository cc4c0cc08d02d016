-- Papers to be signed, and the certificates with which they are sealed.
CREATE TABLE signing_certificate (
  authority BYTEA NOT NULL,
  made_at BIGINT NOT NULL,
  certificate BYTEA NOT NULL,
  sealed BYTEA NOT NULL,
  brought BOOLEAN NOT NULL,
  PRIMARY KEY (authority, made_at),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
);

CREATE TABLE paper (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  case_id BYTEA NOT NULL,
  person BYTEA NOT NULL,
  template TEXT COLLATE "C" NOT NULL,
  categories TEXT COLLATE "C" NOT NULL CHECK (categories::json IS NOT NULL),
  record_class TEXT COLLATE "C" NOT NULL,
  sealed BYTEA NOT NULL,
  hash BYTEA NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  made_by BYTEA NOT NULL,
  made_at BIGINT NOT NULL,
  sent_at BIGINT,
  until_on TEXT COLLATE "C",
  settled_at BIGINT,
  way TEXT COLLATE "C",
  witness BYTEA,
  answer BYTEA,
  entry BYTEA,
  file BYTEA,
  file_hash BYTEA,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, made_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (state IN ('draft', 'open', 'signed', 'declined', 'cancelled'))
);

CREATE INDEX paper_by_case_id ON paper (authority, case_id, id);

ALTER TABLE signing_certificate ENABLE ROW LEVEL SECURITY;
ALTER TABLE signing_certificate FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON signing_certificate USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE paper ENABLE ROW LEVEL SECURITY;
ALTER TABLE paper FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON paper USING (authority = decode(current_setting('app.authority', true), 'hex'));
