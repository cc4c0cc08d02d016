ALTER TABLE person_link DROP COLUMN model;
ALTER TABLE person_link DROP COLUMN run;
DROP INDEX linkage_decision_by_other_key;
DROP INDEX linkage_decision_by_one_key;
ALTER TABLE linkage_decision DROP COLUMN expires_on;
