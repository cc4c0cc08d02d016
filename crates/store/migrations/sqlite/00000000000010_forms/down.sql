DROP TABLE form_version;

ALTER TABLE section DROP COLUMN form;
