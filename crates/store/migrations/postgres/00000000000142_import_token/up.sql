-- The token of the program that had an import go on last: it goes on no longer than the token lasts. None: a person did.
ALTER TABLE import_run ADD COLUMN token BYTEA CHECK (octet_length(token) = 16);
