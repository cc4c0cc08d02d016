DROP TABLE rights_copy_file;
DROP TABLE rights_copy;
DROP TABLE rights_passage;
