-- The notice's selection from which something was chosen, and what was sent beyond it.
ALTER TABLE share ADD COLUMN preset TEXT COLLATE "C" NOT NULL DEFAULT '';

ALTER TABLE share ADD COLUMN beyond TEXT COLLATE "C" NOT NULL DEFAULT '[]' CHECK (beyond::json IS NOT NULL);
