-- What somebody is asked to give, by when, and how that stands. Which document it is, what it is for, and what was said about it stand
-- sealed in the entry of the same id.
CREATE TABLE asked_document (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  case_id BLOB NOT NULL,
  state TEXT NOT NULL,
  due_on TEXT NOT NULL,
  asked_by BLOB NOT NULL,
  asked_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, asked_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (state IN ('open', 'missing', 'given', 'accepted', 'taken-back'))
) STRICT, WITHOUT ROWID;

CREATE INDEX asked_document_by_case_id ON asked_document (authority, case_id);
CREATE INDEX asked_document_by_state_due_on ON asked_document (authority, state, due_on);

-- For what a document was given, if it was asked for.
ALTER TABLE document ADD COLUMN asked BLOB;
