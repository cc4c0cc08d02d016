ALTER TABLE asked_document DROP COLUMN reminded_on;
