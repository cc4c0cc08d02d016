DROP TABLE interview;
DROP TABLE interview_offer;
DROP TABLE consent_told;
DROP TABLE consent_detail;
