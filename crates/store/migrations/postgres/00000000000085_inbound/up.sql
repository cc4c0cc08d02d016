-- A referral that came in. Every one is kept; the one that led to an assessment names its case. What it says of the person and
-- of whoever referred is sealed in its parts, apart from each other.
CREATE TABLE inbound (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  notice_version BYTEA NOT NULL,
  service TEXT COLLATE "C" NOT NULL,
  sender TEXT COLLATE "C" NOT NULL,
  body TEXT COLLATE "C",
  reason TEXT COLLATE "C" NOT NULL,
  agreed TEXT COLLATE "C" NOT NULL,
  chosen BOOLEAN NOT NULL,
  reference TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  received_at BIGINT NOT NULL,
  case_id BYTEA,
  ending TEXT COLLATE "C",
  decided_by BYTEA,
  decided_at BIGINT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, notice_version) REFERENCES notice_version (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, decided_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (sender IN ('own', 'public', 'duty', 'agency', 'council')),
  CHECK (state IN ('new', 'assessed', 'closed'))
);

CREATE INDEX inbound_by_state ON inbound (authority, state, received_at);

CREATE TABLE inbound_part (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  inbound BYTEA NOT NULL,
  part TEXT COLLATE "C" NOT NULL,
  category TEXT COLLATE "C" NOT NULL,
  person BYTEA NOT NULL,
  record_class TEXT COLLATE "C" NOT NULL,
  sealed BYTEA NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, inbound) REFERENCES inbound (authority, id) ON DELETE CASCADE,
  CHECK (part IN ('person', 'referrer'))
);

CREATE INDEX inbound_part_by_inbound ON inbound_part (authority, inbound);

ALTER TABLE inbound ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbound FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON inbound USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE inbound_part ENABLE ROW LEVEL SECURITY;
ALTER TABLE inbound_part FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON inbound_part USING (authority = decode(current_setting('app.authority', true), 'hex'));
