DROP TABLE portal_session;
DROP TABLE portal_account;
