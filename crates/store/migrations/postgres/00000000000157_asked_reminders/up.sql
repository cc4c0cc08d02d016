-- On which day the person was last reminded that something waits for them. None: not since it was asked for.
ALTER TABLE asked_document ADD COLUMN reminded_on TEXT COLLATE "C";
