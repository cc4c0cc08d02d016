-- What somebody is asked to give, by when, and how that stands. Which document it is, what it is for, and what was said about it stand
-- sealed in the entry of the same id.
CREATE TABLE asked_document (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  case_id BYTEA NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  due_on TEXT COLLATE "C" NOT NULL,
  asked_by BYTEA NOT NULL,
  asked_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, asked_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (state IN ('open', 'missing', 'given', 'accepted', 'taken-back'))
);

CREATE INDEX asked_document_by_case_id ON asked_document (authority, case_id);
CREATE INDEX asked_document_by_state_due_on ON asked_document (authority, state, due_on);

ALTER TABLE asked_document ENABLE ROW LEVEL SECURITY;
ALTER TABLE asked_document FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON asked_document USING (authority = decode(current_setting('app.authority', true), 'hex'));

-- For what a document was given, if it was asked for.
ALTER TABLE document ADD COLUMN asked BYTEA;
