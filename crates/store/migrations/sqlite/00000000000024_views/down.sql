DROP TABLE calendar_token;
DROP TABLE saved_view;
