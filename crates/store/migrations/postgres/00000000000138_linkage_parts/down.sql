DROP TABLE linkage_part;
