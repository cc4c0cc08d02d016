-- Until when a document is good, and who has checked it: when, and how. What kind it is stands sealed in its entry.
ALTER TABLE document ADD COLUMN expires_on TEXT COLLATE "C";
ALTER TABLE document ADD COLUMN verified_how TEXT COLLATE "C";
ALTER TABLE document ADD COLUMN verified_by BYTEA;
ALTER TABLE document ADD COLUMN verified_at BIGINT;

CREATE INDEX document_by_expiry ON document (authority, expires_on) WHERE expires_on IS NOT NULL;
