DROP TABLE ledger_lease;
DROP TABLE ledger_checkpoint;
DROP TABLE ledger_subject;
DROP TABLE ledger_node;
DROP TABLE ledger_entry;
