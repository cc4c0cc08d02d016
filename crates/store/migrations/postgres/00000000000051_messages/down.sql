DROP TABLE message;
DROP TABLE message_template;
