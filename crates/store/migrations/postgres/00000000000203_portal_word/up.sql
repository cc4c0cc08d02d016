-- A word of the person's own that is asked when they log in, as a keyed digest: whoever holds their telephone knows their date of birth.
ALTER TABLE portal_account ADD COLUMN word_digest BYTEA;
