DROP TABLE contract_provider;

DROP TABLE contract;
