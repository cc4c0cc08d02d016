-- The account of the person's own page that a request came from.
ALTER TABLE rights_request ADD COLUMN asked_by BLOB;

CREATE INDEX rights_request_by_asked_by ON rights_request (authority, asked_by);
