DROP INDEX rights_request_by_asked_by;
ALTER TABLE rights_request DROP COLUMN asked_by;
