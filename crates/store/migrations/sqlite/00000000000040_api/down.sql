DROP TABLE once;
DROP TABLE api_token;
