DROP TABLE outside_request;
