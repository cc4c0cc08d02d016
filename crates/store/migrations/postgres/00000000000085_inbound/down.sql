DROP TABLE inbound_part;
DROP TABLE inbound;
