ALTER TABLE linkage_verdict DROP COLUMN model;
DROP TABLE linkage_model_use;
DROP TABLE linkage_model;
