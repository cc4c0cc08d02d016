-- What a task says (sealed, in an entry), the rule that gives its date, when it goes to the team's manager, whom it waits for.
ALTER TABLE task ADD COLUMN item BLOB;
ALTER TABLE task ADD COLUMN rule TEXT;
ALTER TABLE task ADD COLUMN escalates_on TEXT;
ALTER TABLE task ADD COLUMN waiting_for TEXT;
ALTER TABLE task ADD COLUMN made_by BLOB;
ALTER TABLE task ADD COLUMN made_at INTEGER;
ALTER TABLE task ADD COLUMN done_by BLOB;
