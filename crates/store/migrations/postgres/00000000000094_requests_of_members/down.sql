ALTER TABLE rights_case DROP COLUMN member;
