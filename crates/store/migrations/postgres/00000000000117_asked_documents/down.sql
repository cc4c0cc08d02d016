ALTER TABLE document DROP COLUMN asked;

DROP TABLE asked_document;
