DROP TABLE case_item;
