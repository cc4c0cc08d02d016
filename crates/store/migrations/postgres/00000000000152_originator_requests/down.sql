DROP TABLE originator_request;
