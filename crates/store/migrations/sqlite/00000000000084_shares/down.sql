DROP TABLE share_step;
DROP TABLE share_part;
DROP TABLE share;
