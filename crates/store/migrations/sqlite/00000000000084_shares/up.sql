-- Something that goes to another body: a referral, or a disclosure on a ground that asks no consent. Whoever approves it is
-- somebody else. The words about it are sealed in its steps, what was sent in its parts.
CREATE TABLE share (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  case_id BLOB NOT NULL,
  person BLOB NOT NULL,
  notice_version BLOB NOT NULL,
  ground TEXT NOT NULL,
  party TEXT NOT NULL,
  body TEXT,
  purpose TEXT NOT NULL,
  items TEXT NOT NULL CHECK (json_valid(items)),
  gateway TEXT NOT NULL,
  test TEXT NOT NULL CHECK (json_valid(test)),
  facts TEXT NOT NULL CHECK (json_valid(facts)),
  approvers TEXT NOT NULL CHECK (json_valid(approvers)),
  about TEXT NOT NULL,
  record_class TEXT NOT NULL,
  channel TEXT NOT NULL,
  hours INTEGER NOT NULL,
  state TEXT NOT NULL,
  asked_by BLOB NOT NULL,
  asked_at INTEGER NOT NULL,
  decided_by BLOB,
  sent_at INTEGER,
  expires_at INTEGER,
  receipt TEXT,
  told TEXT NOT NULL,
  review_on TEXT,
  reviewed_at INTEGER,
  answer_by TEXT,
  task BLOB,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, notice_version) REFERENCES notice_version (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, asked_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, decided_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (decided_by IS NULL OR decided_by <> asked_by),
  CHECK (state IN ('asked', 'refused', 'withdrawn', 'sent', 'more-asked', 'accepted', 'rejected', 'reported')),
  CHECK (told IN ('not-yet', 'yes', 'withheld', 'not-needed'))
) STRICT, WITHOUT ROWID;

CREATE INDEX share_by_case_id ON share (authority, case_id, party);

CREATE INDEX share_by_party ON share (authority, party, state);

CREATE INDEX share_by_state ON share (authority, state);

-- What was sent, as it was rendered: one part for each category, sealed as that category is.
CREATE TABLE share_part (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  share BLOB NOT NULL,
  part INTEGER NOT NULL,
  category TEXT NOT NULL,
  person BLOB NOT NULL,
  record_class TEXT NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, share) REFERENCES share (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX share_part_by_share ON share_part (authority, share);

-- What was done with it, and by whom. The words are sealed.
CREATE TABLE share_step (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  share BLOB NOT NULL,
  at INTEGER NOT NULL,
  account BLOB,
  step TEXT NOT NULL,
  code TEXT,
  person BLOB NOT NULL,
  record_class TEXT NOT NULL,
  sealed BLOB,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, share) REFERENCES share (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE INDEX share_step_by_share ON share_step (authority, share);
