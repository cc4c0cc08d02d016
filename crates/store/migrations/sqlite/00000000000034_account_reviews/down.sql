ALTER TABLE account DROP COLUMN trained_until;

ALTER TABLE account DROP COLUMN confirm_by;
