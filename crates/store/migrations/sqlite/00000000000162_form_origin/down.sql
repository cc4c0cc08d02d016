ALTER TABLE linkage_decision DROP COLUMN on_record;
ALTER TABLE draft DROP COLUMN origin;
