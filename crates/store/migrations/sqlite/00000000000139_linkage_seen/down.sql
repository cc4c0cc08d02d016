ALTER TABLE linkage_verdict DROP COLUMN seen_as;
ALTER TABLE linkage_verdict DROP COLUMN millibits;
ALTER TABLE linkage_verdict DROP COLUMN evidence;
