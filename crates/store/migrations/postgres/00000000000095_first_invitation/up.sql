-- Who sets a council up invites its first administrator: there is nobody yet to do it.
ALTER TABLE invitation ALTER COLUMN invited_by DROP NOT NULL;
