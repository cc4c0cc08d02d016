-- Who printed and posted a letter.
ALTER TABLE message ADD COLUMN printed_by BYTEA;
