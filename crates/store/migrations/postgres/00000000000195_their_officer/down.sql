ALTER TABLE agreement DROP COLUMN officer_name;
ALTER TABLE agreement DROP COLUMN officer_is;
