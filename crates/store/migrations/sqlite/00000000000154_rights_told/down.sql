DROP TABLE rights_told;
