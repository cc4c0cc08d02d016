DELETE FROM invitation WHERE invited_by IS NULL;
ALTER TABLE invitation ALTER COLUMN invited_by SET NOT NULL;
