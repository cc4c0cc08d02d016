DROP TABLE fact_record;
DROP TABLE consent;
