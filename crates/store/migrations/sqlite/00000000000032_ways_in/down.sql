DROP TABLE recovery;
DROP TABLE invitation;
