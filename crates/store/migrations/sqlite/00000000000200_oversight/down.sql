DROP TABLE unusual_look;
DROP TABLE look_count;
DROP TABLE file_request;
