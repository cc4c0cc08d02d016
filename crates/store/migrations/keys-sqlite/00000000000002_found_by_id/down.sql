DROP INDEX data_key_by_id;
