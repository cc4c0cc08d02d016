DROP TABLE document_part;
DROP TABLE document;
