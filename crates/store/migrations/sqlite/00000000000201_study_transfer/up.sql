-- How the file of a study travels and ends: the certificate that it is encrypted for, the last day by which it has to be deleted, and that
-- it arrived whole. Releases from before have no certificate: their file cannot be taken any more, and is asked for anew.
ALTER TABLE study_release ADD COLUMN certificate TEXT;
ALTER TABLE study_release ADD COLUMN delete_by TEXT;
ALTER TABLE study_release ADD COLUMN received_by BLOB;
ALTER TABLE study_release ADD COLUMN received_at INTEGER;
