ALTER TABLE share_part DROP COLUMN gone_on;
ALTER TABLE share_part DROP COLUMN answered_at;
