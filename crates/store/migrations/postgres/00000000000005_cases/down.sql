DROP TABLE task;
DROP TABLE section;
DROP TABLE case_party;
DROP TABLE case_file;
