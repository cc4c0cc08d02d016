DROP TABLE duplicate;

DROP TABLE person_link;
