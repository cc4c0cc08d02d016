ALTER TABLE household_member DROP COLUMN apart;

DROP TABLE case_mark;
