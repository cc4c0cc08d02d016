DROP TABLE share_document;
