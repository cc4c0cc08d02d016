DROP TABLE rights_step;
DROP TABLE rights_case;
DROP TABLE rights_request;
