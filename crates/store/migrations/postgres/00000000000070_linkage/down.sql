DROP TABLE linkage_decision;
DROP TABLE linkage_verdict;
DROP TABLE linkage_pair;
DROP TABLE linkage_list;
DROP TABLE linkage_run;
