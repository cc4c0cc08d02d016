DROP TABLE member_part;

DROP TABLE household_member;
