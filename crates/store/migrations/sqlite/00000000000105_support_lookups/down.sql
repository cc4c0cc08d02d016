DROP TABLE support_lookup;
