ALTER TABLE portal_account DROP COLUMN word_digest;
