ALTER TABLE paper NO FORCE ROW LEVEL SECURITY;
ALTER TABLE paper_signer NO FORCE ROW LEVEL SECURITY;
DROP TABLE agreement_document;
DELETE FROM paper WHERE case_id IS NULL;
DROP INDEX paper_by_agreement;
ALTER TABLE paper DROP COLUMN agreement;
ALTER TABLE paper DROP COLUMN provider;
ALTER TABLE paper ALTER COLUMN case_id SET NOT NULL;
ALTER TABLE paper ADD COLUMN way TEXT COLLATE "C";
ALTER TABLE paper ADD COLUMN witness BYTEA;
ALTER TABLE paper ADD COLUMN answer BYTEA;
ALTER TABLE paper ADD COLUMN entry BYTEA;
UPDATE paper SET way = s.way, witness = s.witness, answer = s.answer, entry = s.entry
FROM paper_signer s WHERE s.authority = paper.authority AND s.paper = paper.id AND s.place = 0;
DROP TABLE paper_signer;
ALTER TABLE paper FORCE ROW LEVEL SECURITY;
