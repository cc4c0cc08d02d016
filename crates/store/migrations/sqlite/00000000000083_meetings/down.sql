DROP TABLE service_gap;
DROP TABLE meeting_entry;
DROP TABLE meeting_presence;
DROP TABLE meeting_item;
DROP TABLE meeting;
DROP TABLE meeting_member;
DROP TABLE meeting_series;
