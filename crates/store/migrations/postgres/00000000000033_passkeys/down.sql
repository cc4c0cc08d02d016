DROP TABLE ceremony;
DROP TABLE passkey;
