DROP INDEX ledger_subject_outside;
ALTER TABLE ledger_subject DROP COLUMN inside;
