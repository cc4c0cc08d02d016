-- What a body answered to an enquiry, apart from what was sent: when the answer came, and from which day on it is gone.
ALTER TABLE share_part ADD COLUMN answered_at BIGINT;
ALTER TABLE share_part ADD COLUMN gone_on TEXT COLLATE "C";
