DROP TABLE meeting_statement;
