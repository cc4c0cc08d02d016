-- A referral that hands a family back from social care: a step down. It names the step up that it comes back from, where there was one, the
-- day by which it is answered, and what there is to do about it on the case.
ALTER TABLE inbound ADD COLUMN step_down BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE inbound ADD COLUMN step_up BYTEA;
ALTER TABLE inbound ADD COLUMN answer_by TEXT COLLATE "C";
ALTER TABLE inbound ADD COLUMN task BYTEA;

CREATE INDEX inbound_by_step_up ON inbound (authority, step_up);
