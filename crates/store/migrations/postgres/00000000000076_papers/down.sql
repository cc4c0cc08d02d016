DROP TABLE paper;
DROP TABLE signing_certificate;
