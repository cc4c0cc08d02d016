DROP TABLE notice_contact;
