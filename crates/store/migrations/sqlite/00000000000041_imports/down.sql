DROP TABLE import_case;
DROP TABLE import_issue;
DROP TABLE import_part;
DROP TABLE import_run;
