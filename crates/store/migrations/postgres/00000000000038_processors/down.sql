DROP TABLE carrier;

DROP TABLE assurance;

DROP TABLE sub_processor;

DROP TABLE processor;
