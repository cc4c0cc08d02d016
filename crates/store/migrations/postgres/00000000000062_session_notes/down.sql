DROP TABLE session_note;
