DROP TABLE person_key;
DROP TABLE person;
