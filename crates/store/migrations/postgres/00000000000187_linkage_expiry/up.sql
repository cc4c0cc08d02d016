-- The last day of what was decided of two records of lists. None where one is a record of ours: that lasts as long as the person is on record.
ALTER TABLE linkage_decision ADD COLUMN expires_on TEXT COLLATE "C";
-- Whoever migrates acts for no authority, and would see no row.
ALTER TABLE linkage_decision NO FORCE ROW LEVEL SECURITY;
UPDATE linkage_decision SET expires_on = '2028-01-01' WHERE on_record IS NULL OR NOT on_record;
ALTER TABLE linkage_decision FORCE ROW LEVEL SECURITY;
CREATE INDEX linkage_decision_by_one_key ON linkage_decision (authority, one_key);
CREATE INDEX linkage_decision_by_other_key ON linkage_decision (authority, other_key);

-- The matching run in which two people were found to be one; none where nobody ran one.
ALTER TABLE person_link ADD COLUMN run BYTEA;
-- The model by which they were weighed; empty of links from before, and where nothing was weighed.
ALTER TABLE person_link ADD COLUMN model TEXT COLLATE "C" NOT NULL DEFAULT '';
