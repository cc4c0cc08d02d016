DROP TABLE case_team;
