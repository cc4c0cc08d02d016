-- Lists that are walked in the order of a day or a moment, a page at a time.
CREATE INDEX task_by_due_on ON task (authority, done_at, due_on, id);
CREATE INDEX warning_by_review_on ON warning (authority, ended_at, review_on, id);
CREATE INDEX share_by_sent_at ON share (authority, sent_at, id);
CREATE INDEX inbound_by_received_at ON inbound (authority, received_at, id);
