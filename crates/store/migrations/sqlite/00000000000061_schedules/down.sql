DROP TABLE retention_schedule;
