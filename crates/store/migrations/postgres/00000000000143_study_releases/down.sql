DROP TABLE study_release;
