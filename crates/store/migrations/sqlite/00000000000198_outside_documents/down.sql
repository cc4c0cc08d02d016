DROP TABLE outside_document;
