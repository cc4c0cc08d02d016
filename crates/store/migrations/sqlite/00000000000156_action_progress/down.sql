ALTER TABLE meeting_entry DROP COLUMN progress_at;
ALTER TABLE meeting_entry DROP COLUMN progress;
