-- Papers have signers of their own, several if need be, and an agreement can be what is signed. Documents are attached to agreements.
DROP INDEX paper_by_case_id;
ALTER TABLE paper RENAME TO paper_before;

CREATE TABLE paper (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  case_id BLOB,
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
  file BLOB,
  file_hash BLOB,
  agreement BLOB,
  provider TEXT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, made_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, agreement) REFERENCES agreement (authority, id) ON DELETE CASCADE,
  CHECK (state IN ('draft', 'open', 'signed', 'declined', 'cancelled')),
  CHECK ((case_id IS NULL) <> (agreement IS NULL))
) STRICT, WITHOUT ROWID;

INSERT INTO paper (authority, id, case_id, person, template, categories, record_class, sealed, hash, state, made_by, made_at, sent_at, until_on, settled_at, file, file_hash, provider)
SELECT authority, id, case_id, person, template, categories, record_class, sealed, hash, state, made_by, made_at, sent_at, until_on, settled_at, file, file_hash, CASE WHEN file IS NULL THEN NULL ELSE 'casement' END
FROM paper_before;

CREATE INDEX paper_by_case_id ON paper (authority, case_id, id);
CREATE INDEX paper_by_agreement ON paper (authority, agreement, id);

CREATE TABLE paper_signer (
  authority BLOB NOT NULL,
  paper BLOB NOT NULL,
  place INTEGER NOT NULL CHECK (place >= 0),
  side TEXT NOT NULL,
  sealed BLOB,
  account BLOB,
  link_hash BLOB,
  code_hash BLOB,
  code_until INTEGER,
  codes INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  state TEXT NOT NULL,
  way TEXT,
  witness BLOB,
  answer BLOB,
  entry BLOB,
  settled_at INTEGER,
  PRIMARY KEY (authority, paper, place),
  FOREIGN KEY (authority, paper) REFERENCES paper (authority, id) ON DELETE CASCADE,
  CHECK (side IN ('subject', 'ours', 'theirs')),
  CHECK (state IN ('waiting', 'signed', 'declined'))
) STRICT, WITHOUT ROWID;

INSERT INTO paper_signer (authority, paper, place, side, codes, tries, state, way, witness, answer, entry, settled_at)
SELECT authority, id, 0, 'subject', 0, 0, CASE WHEN state IN ('signed', 'declined') THEN state ELSE 'waiting' END, way, witness, answer, entry,
  CASE WHEN state IN ('signed', 'declined') THEN settled_at END
FROM paper_before;

DROP TABLE paper_before;

CREATE INDEX paper_signer_by_link ON paper_signer (authority, link_hash);
CREATE INDEX paper_signer_by_account ON paper_signer (authority, account, paper);

CREATE TABLE agreement_document (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  agreement BLOB NOT NULL,
  title TEXT NOT NULL,
  media TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  hash BLOB NOT NULL,
  state TEXT NOT NULL,
  provider TEXT NOT NULL,
  envelope TEXT NOT NULL,
  added_by BLOB NOT NULL,
  added_at INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, agreement) REFERENCES agreement (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, added_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (state IN ('kept', 'waiting', 'quarantined'))
) STRICT, WITHOUT ROWID;

CREATE INDEX agreement_document_by_agreement ON agreement_document (authority, agreement, id);
