-- By what the holder of an account owes confidentiality about health and care (UK GDPR article 9(3), Data Protection Act 2018 section 11(1)).
ALTER TABLE account ADD COLUMN bound_by TEXT COLLATE "C" CHECK (bound_by IN ('health', 'social-work', 'duty', 'taken-over'));
-- Whoever had an account before there was a question about it is taken over, to be confirmed.
-- Whoever owns the table is held to its policy too, and has no authority here.
ALTER TABLE account NO FORCE ROW LEVEL SECURITY;
UPDATE account SET bound_by = 'taken-over';
ALTER TABLE account FORCE ROW LEVEL SECURITY;
