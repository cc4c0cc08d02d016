DROP INDEX task_by_due_on;
DROP INDEX warning_by_review_on;
DROP INDEX share_by_sent_at;
DROP INDEX inbound_by_received_at;
