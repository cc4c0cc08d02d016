ALTER TABLE draft DROP COLUMN sent_hash;
DROP TABLE sent_form;
