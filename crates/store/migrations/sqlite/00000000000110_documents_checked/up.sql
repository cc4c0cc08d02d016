-- Until when a document is good, and who has checked it: when, and how. What kind it is stands sealed in its entry.
ALTER TABLE document ADD COLUMN expires_on TEXT;
ALTER TABLE document ADD COLUMN verified_how TEXT;
ALTER TABLE document ADD COLUMN verified_by BLOB;
ALTER TABLE document ADD COLUMN verified_at INTEGER;

CREATE INDEX document_by_expiry ON document (authority, expires_on) WHERE expires_on IS NOT NULL;
