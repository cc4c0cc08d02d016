DROP TABLE alert;

DROP TABLE backup_setting;

DROP TABLE data_count;

DROP TABLE backup_record;
