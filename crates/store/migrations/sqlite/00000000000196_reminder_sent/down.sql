DROP TABLE reminder_sent;
