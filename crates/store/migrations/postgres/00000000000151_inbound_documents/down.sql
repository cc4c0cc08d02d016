DROP TABLE inbound_document;
