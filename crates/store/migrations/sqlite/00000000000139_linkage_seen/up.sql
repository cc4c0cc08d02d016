-- What the reviewer saw when they said it: acting as whom, the score (thousandths of a bit), and which finding of the model each comparison
-- had, by number. It names no value of any record.
ALTER TABLE linkage_verdict ADD COLUMN seen_as TEXT NOT NULL DEFAULT '';
ALTER TABLE linkage_verdict ADD COLUMN millibits INTEGER;
ALTER TABLE linkage_verdict ADD COLUMN evidence TEXT NOT NULL DEFAULT '';
