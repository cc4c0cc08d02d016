DROP TABLE bulk_case;
DROP TABLE bulk_job;
