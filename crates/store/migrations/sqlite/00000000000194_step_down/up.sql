-- A referral that hands a family back from social care: a step down. It names the step up that it comes back from, where there was one, the
-- day by which it is answered, and what there is to do about it on the case.
ALTER TABLE inbound ADD COLUMN step_down INTEGER NOT NULL DEFAULT 0 CHECK (step_down IN (0, 1));
ALTER TABLE inbound ADD COLUMN step_up BLOB;
ALTER TABLE inbound ADD COLUMN answer_by TEXT;
ALTER TABLE inbound ADD COLUMN task BLOB;

CREATE INDEX inbound_by_step_up ON inbound (authority, step_up);
