DROP TABLE agreement;
DROP TABLE enrolment;
DROP TABLE notice_version;
