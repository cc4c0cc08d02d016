-- Papers have signers of their own, several if need be, and an agreement can be what is signed. Documents are attached to agreements.
-- Whoever owns the table is held to its policy too, and has no authority here.
ALTER TABLE paper NO FORCE ROW LEVEL SECURITY;

CREATE TABLE paper_signer (
  authority BYTEA NOT NULL,
  paper BYTEA NOT NULL,
  place INTEGER NOT NULL CHECK (place >= 0),
  side TEXT COLLATE "C" NOT NULL,
  sealed BYTEA,
  account BYTEA,
  link_hash BYTEA,
  code_hash BYTEA,
  code_until BIGINT,
  codes INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  way TEXT COLLATE "C",
  witness BYTEA,
  answer BYTEA,
  entry BYTEA,
  settled_at BIGINT,
  PRIMARY KEY (authority, paper, place),
  FOREIGN KEY (authority, paper) REFERENCES paper (authority, id) ON DELETE CASCADE,
  CHECK (side IN ('subject', 'ours', 'theirs')),
  CHECK (state IN ('waiting', 'signed', 'declined'))
);

INSERT INTO paper_signer (authority, paper, place, side, codes, tries, state, way, witness, answer, entry, settled_at)
SELECT authority, id, 0, 'subject', 0, 0, CASE WHEN state IN ('signed', 'declined') THEN state ELSE 'waiting' END, way, witness, answer, entry,
  CASE WHEN state IN ('signed', 'declined') THEN settled_at END
FROM paper;

CREATE INDEX paper_signer_by_link ON paper_signer (authority, link_hash);
CREATE INDEX paper_signer_by_account ON paper_signer (authority, account, paper);

ALTER TABLE paper ALTER COLUMN case_id DROP NOT NULL;
ALTER TABLE paper DROP COLUMN way;
ALTER TABLE paper DROP COLUMN witness;
ALTER TABLE paper DROP COLUMN answer;
ALTER TABLE paper DROP COLUMN entry;
ALTER TABLE paper ADD COLUMN agreement BYTEA;
ALTER TABLE paper ADD COLUMN provider TEXT COLLATE "C";
UPDATE paper SET provider = 'casement' WHERE file IS NOT NULL;
ALTER TABLE paper FORCE ROW LEVEL SECURITY;
ALTER TABLE paper ADD FOREIGN KEY (authority, agreement) REFERENCES agreement (authority, id) ON DELETE CASCADE;
ALTER TABLE paper ADD CHECK ((case_id IS NULL) <> (agreement IS NULL));
CREATE INDEX paper_by_agreement ON paper (authority, agreement, id);

CREATE TABLE agreement_document (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  agreement BYTEA NOT NULL,
  title TEXT COLLATE "C" NOT NULL,
  media TEXT COLLATE "C" NOT NULL,
  bytes BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  provider TEXT COLLATE "C" NOT NULL,
  envelope TEXT COLLATE "C" NOT NULL,
  added_by BYTEA NOT NULL,
  added_at BIGINT NOT NULL,
  sealed BYTEA NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, agreement) REFERENCES agreement (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, added_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (state IN ('kept', 'waiting', 'quarantined'))
);

CREATE INDEX agreement_document_by_agreement ON agreement_document (authority, agreement, id);

ALTER TABLE paper_signer ENABLE ROW LEVEL SECURITY;
ALTER TABLE paper_signer FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON paper_signer USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE agreement_document ENABLE ROW LEVEL SECURITY;
ALTER TABLE agreement_document FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON agreement_document USING (authority = decode(current_setting('app.authority', true), 'hex'));
