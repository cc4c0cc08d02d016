DROP INDEX inbound_by_step_up;
ALTER TABLE inbound DROP COLUMN task;
ALTER TABLE inbound DROP COLUMN answer_by;
ALTER TABLE inbound DROP COLUMN step_up;
ALTER TABLE inbound DROP COLUMN step_down;
