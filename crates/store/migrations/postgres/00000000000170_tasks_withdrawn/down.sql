ALTER TABLE task DROP COLUMN withdrawn;
