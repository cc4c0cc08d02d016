DROP TABLE meeting_guest;
