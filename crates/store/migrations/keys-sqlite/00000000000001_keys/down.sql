DROP TABLE key_epoch;
DROP TABLE data_key;
