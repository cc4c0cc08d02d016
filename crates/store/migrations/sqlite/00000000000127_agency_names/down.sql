DROP TABLE agency_service;

DROP TABLE agency_name;

ALTER TABLE agency DROP COLUMN successor;
