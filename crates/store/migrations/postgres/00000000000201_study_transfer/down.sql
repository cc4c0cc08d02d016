ALTER TABLE study_release DROP COLUMN received_at;
ALTER TABLE study_release DROP COLUMN received_by;
ALTER TABLE study_release DROP COLUMN delete_by;
ALTER TABLE study_release DROP COLUMN certificate;
