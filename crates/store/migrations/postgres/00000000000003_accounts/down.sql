DROP TABLE session;
DROP TABLE credential;
DROP TABLE account;
