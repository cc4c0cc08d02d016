-- What went to nobody outside is most of a ledger: who has something is found without reading it. Of entries from before nothing is
-- known, so they are read.
ALTER TABLE ledger_subject ADD COLUMN inside INTEGER NOT NULL DEFAULT 0 CHECK (inside IN (0, 1));
CREATE INDEX ledger_subject_outside ON ledger_subject (authority, tag, entry) WHERE NOT inside;
