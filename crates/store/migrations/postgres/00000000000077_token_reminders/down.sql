ALTER TABLE api_token DROP COLUMN told_days;
