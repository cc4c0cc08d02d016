DROP TABLE share_copy;
