-- How many days before its end the owner of a token was last told of it.
ALTER TABLE api_token ADD COLUMN told_days INTEGER;
