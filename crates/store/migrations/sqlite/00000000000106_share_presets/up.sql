-- The notice's selection from which something was chosen, and what was sent beyond it.
ALTER TABLE share ADD COLUMN preset TEXT NOT NULL DEFAULT '';

ALTER TABLE share ADD COLUMN beyond TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(beyond));
