DROP TABLE agreement_notice;
ALTER TABLE agreement DROP COLUMN our_contact;
