DROP TABLE case_access;
