DROP TABLE agency_change;

DROP TABLE agency_body;

DROP TABLE agency_contact;

DROP TABLE agency;
