ALTER TABLE import_run DROP COLUMN token;
