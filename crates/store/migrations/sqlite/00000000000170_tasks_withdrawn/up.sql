-- Why something was not to be done after all: a code. What is withdrawn is left to nobody.
ALTER TABLE task ADD COLUMN withdrawn TEXT CHECK (withdrawn IS NULL OR done_at IS NOT NULL);
