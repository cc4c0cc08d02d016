DROP TABLE known_device;
ALTER TABLE session DROP COLUMN device;
