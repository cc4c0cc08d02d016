DROP TABLE sign_on_identity;
DROP TABLE sign_on_group;
DROP TABLE sign_on_provider;
