-- How far an agency has come with what it has undertaken, and since when. Who said so is on the ledger.
ALTER TABLE meeting_entry ADD COLUMN progress TEXT COLLATE "C" CHECK (progress IN ('under-way', 'held-up'));
ALTER TABLE meeting_entry ADD COLUMN progress_at BIGINT;
