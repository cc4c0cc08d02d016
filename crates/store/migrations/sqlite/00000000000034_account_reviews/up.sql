-- By when somebody has to confirm that the account is still needed; and until when training is up to date.
ALTER TABLE account ADD COLUMN confirm_by TEXT;

ALTER TABLE account ADD COLUMN trained_until TEXT;
