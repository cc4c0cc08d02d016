DROP TABLE agreement_document;
DROP INDEX paper_by_agreement;
DROP INDEX paper_by_case_id;
DELETE FROM paper WHERE case_id IS NULL;
CREATE TABLE paper_before (
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
INSERT INTO paper_before
SELECT p.authority, p.id, p.case_id, p.person, p.template, p.categories, p.record_class, p.sealed, p.hash, p.state, p.made_by, p.made_at, p.sent_at, p.until_on, p.settled_at,
  s.way, s.witness, s.answer, s.entry, p.file, p.file_hash
FROM paper p LEFT JOIN paper_signer s ON s.authority = p.authority AND s.paper = p.id AND s.place = 0;
DROP TABLE paper_signer;
DROP TABLE paper;
ALTER TABLE paper_before RENAME TO paper;
CREATE INDEX paper_by_case_id ON paper (authority, case_id, id);
