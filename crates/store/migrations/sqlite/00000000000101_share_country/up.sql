-- In which country a body is that something is to go to and that is put on a list by its approval.
ALTER TABLE share ADD COLUMN country TEXT;
