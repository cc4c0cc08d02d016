-- A referral that came in. Every one is kept; the one that led to an assessment names its case. What it says of the person and
-- of whoever referred is sealed in its parts, apart from each other.
CREATE TABLE inbound (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  notice_version BLOB NOT NULL,
  service TEXT NOT NULL,
  sender TEXT NOT NULL,
  body TEXT,
  reason TEXT NOT NULL,
  agreed TEXT NOT NULL,
  chosen INTEGER NOT NULL CHECK (chosen IN (0, 1)),
  reference TEXT NOT NULL,
  state TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  case_id BLOB,
  ending TEXT,
  decided_by BLOB,
  decided_at INTEGER,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, notice_version) REFERENCES notice_version (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, decided_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (sender IN ('own', 'public', 'duty', 'agency', 'council')),
  CHECK (state IN ('new', 'assessed', 'closed'))
) STRICT, WITHOUT ROWID;

CREATE INDEX inbound_by_state ON inbound (authority, state, received_at);

CREATE TABLE inbound_part (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  inbound BLOB NOT NULL,
  part TEXT NOT NULL,
  category TEXT NOT NULL,
  person BLOB NOT NULL,
  record_class TEXT NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, inbound) REFERENCES inbound (authority, id) ON DELETE CASCADE,
  CHECK (part IN ('person', 'referrer'))
) STRICT, WITHOUT ROWID;

CREATE INDEX inbound_part_by_inbound ON inbound_part (authority, inbound);
