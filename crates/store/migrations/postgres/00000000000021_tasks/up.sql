-- What a task says (sealed, in an entry), the rule that gives its date, when it goes to the team's manager, whom it waits for.
ALTER TABLE task ADD COLUMN item BYTEA;
ALTER TABLE task ADD COLUMN rule TEXT COLLATE "C";
ALTER TABLE task ADD COLUMN escalates_on TEXT COLLATE "C";
ALTER TABLE task ADD COLUMN waiting_for TEXT COLLATE "C";
ALTER TABLE task ADD COLUMN made_by BYTEA;
ALTER TABLE task ADD COLUMN made_at BIGINT;
ALTER TABLE task ADD COLUMN done_by BYTEA;
