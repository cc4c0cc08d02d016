ALTER TABLE sign_on_identity RENAME COLUMN known_as TO subject;
