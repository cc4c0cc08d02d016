-- Destroying a key, and wrapping it under another master key, finds it by its id.
CREATE UNIQUE INDEX data_key_by_id ON data_key (authority, id);
