-- What went to nobody outside is most of a ledger: who has something is found without reading it. Of entries from before nothing is
-- known, so they are read.
ALTER TABLE ledger_subject ADD COLUMN inside BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX ledger_subject_outside ON ledger_subject (authority, tag, entry) WHERE NOT inside;
