-- Something that goes to another body: a referral, or a disclosure on a ground that asks no consent. Whoever approves it is
-- somebody else. The words about it are sealed in its steps, what was sent in its parts.
CREATE TABLE share (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  case_id BYTEA NOT NULL,
  person BYTEA NOT NULL,
  notice_version BYTEA NOT NULL,
  ground TEXT COLLATE "C" NOT NULL,
  party TEXT COLLATE "C" NOT NULL,
  body TEXT COLLATE "C",
  purpose TEXT COLLATE "C" NOT NULL,
  items TEXT COLLATE "C" NOT NULL CHECK (items::json IS NOT NULL),
  gateway TEXT COLLATE "C" NOT NULL,
  test TEXT COLLATE "C" NOT NULL CHECK (test::json IS NOT NULL),
  facts TEXT COLLATE "C" NOT NULL CHECK (facts::json IS NOT NULL),
  approvers TEXT COLLATE "C" NOT NULL CHECK (approvers::json IS NOT NULL),
  about TEXT COLLATE "C" NOT NULL,
  record_class TEXT COLLATE "C" NOT NULL,
  channel TEXT COLLATE "C" NOT NULL,
  hours INTEGER NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  asked_by BYTEA NOT NULL,
  asked_at BIGINT NOT NULL,
  decided_by BYTEA,
  sent_at BIGINT,
  expires_at BIGINT,
  receipt TEXT COLLATE "C",
  told TEXT COLLATE "C" NOT NULL,
  review_on TEXT COLLATE "C",
  reviewed_at BIGINT,
  answer_by TEXT COLLATE "C",
  task BYTEA,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, notice_version) REFERENCES notice_version (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, asked_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, decided_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (decided_by IS NULL OR decided_by <> asked_by),
  CHECK (state IN ('asked', 'refused', 'withdrawn', 'sent', 'more-asked', 'accepted', 'rejected', 'reported')),
  CHECK (told IN ('not-yet', 'yes', 'withheld', 'not-needed'))
);

CREATE INDEX share_by_case_id ON share (authority, case_id, party);

CREATE INDEX share_by_party ON share (authority, party, state);

CREATE INDEX share_by_state ON share (authority, state);

-- What was sent, as it was rendered: one part for each category, sealed as that category is.
CREATE TABLE share_part (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  share BYTEA NOT NULL,
  part INTEGER NOT NULL,
  category TEXT COLLATE "C" NOT NULL,
  person BYTEA NOT NULL,
  record_class TEXT COLLATE "C" NOT NULL,
  sealed BYTEA NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, share) REFERENCES share (authority, id) ON DELETE CASCADE
);

CREATE INDEX share_part_by_share ON share_part (authority, share);

-- What was done with it, and by whom. The words are sealed.
CREATE TABLE share_step (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  share BYTEA NOT NULL,
  at BIGINT NOT NULL,
  account BYTEA,
  step TEXT COLLATE "C" NOT NULL,
  code TEXT COLLATE "C",
  person BYTEA NOT NULL,
  record_class TEXT COLLATE "C" NOT NULL,
  sealed BYTEA,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, share) REFERENCES share (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT
);

CREATE INDEX share_step_by_share ON share_step (authority, share);

ALTER TABLE share ENABLE ROW LEVEL SECURITY;
ALTER TABLE share FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON share USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE share_part ENABLE ROW LEVEL SECURITY;
ALTER TABLE share_part FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON share_part USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE share_step ENABLE ROW LEVEL SECURITY;
ALTER TABLE share_step FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON share_step USING (authority = decode(current_setting('app.authority', true), 'hex'));
