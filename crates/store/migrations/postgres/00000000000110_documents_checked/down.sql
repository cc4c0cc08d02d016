DROP INDEX document_by_expiry;
ALTER TABLE document DROP COLUMN verified_at;
ALTER TABLE document DROP COLUMN verified_by;
ALTER TABLE document DROP COLUMN verified_how;
ALTER TABLE document DROP COLUMN expires_on;
