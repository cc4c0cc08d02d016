DROP TABLE disposal;
DROP TABLE case_clock;
DROP TABLE retention_decision;
