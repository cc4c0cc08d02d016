-- What was checked of a partner before its accounts work: item by item, with where that can be seen. `*`: all of it, taken over.
CREATE TABLE partner_check (
  authority BLOB NOT NULL,
  notice_id TEXT NOT NULL,
  body TEXT NOT NULL,
  item TEXT NOT NULL,
  evidence TEXT NOT NULL,
  account BLOB,
  at INTEGER NOT NULL,
  PRIMARY KEY (authority, notice_id, body, item),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

-- Which items a notice asks for, where that is not all.
CREATE TABLE onboarding_setting (
  authority BLOB NOT NULL,
  notice_id TEXT NOT NULL,
  items TEXT NOT NULL,
  PRIMARY KEY (authority, notice_id),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

-- Whoever works with us already is no new partner: each on the lists, and, as one line for each notice, everybody whom it names.

INSERT INTO partner_check (authority, notice_id, body, item, evidence, at)
  SELECT authority, notice_id, body, '*', 'Worked with us before there was a checklist', MAX(recorded_at)
  FROM enrolment GROUP BY authority, notice_id, body;

INSERT INTO partner_check (authority, notice_id, body, item, evidence, at)
  SELECT authority, notice_id, '*', '*', 'Worked with us before there was a checklist', MAX(published_at)
  FROM notice_version GROUP BY authority, notice_id;

