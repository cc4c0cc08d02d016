ALTER TABLE message DROP COLUMN printed_by;
