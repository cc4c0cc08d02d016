-- Decisions about how long a case is kept, and why somebody looks at it or opens it again after it was closed.
CREATE TABLE retention_decision (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  case_id BYTEA NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  statement TEXT COLLATE "C" NOT NULL,
  code TEXT COLLATE "C" NOT NULL,
  years INTEGER,
  until_on TEXT COLLATE "C",
  class TEXT COLLATE "C" NOT NULL,
  sealed BYTEA,
  asked_by BYTEA NOT NULL,
  asked_at BIGINT NOT NULL,
  approved BOOLEAN,
  decided_by BYTEA,
  decided_at BIGINT,
  ended_by BYTEA,
  ended_at BIGINT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, asked_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, decided_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, ended_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (kind IN ('hold', 'period', 'destroy', 'look', 'reopen')),
  CHECK (kind <> 'hold' OR decided_by IS NULL OR decided_by <> asked_by),
  CHECK ((approved IS NULL) = (decided_by IS NULL))
);

CREATE INDEX retention_decision_by_case_id ON retention_decision (authority, case_id, kind);

CREATE INDEX retention_decision_open ON retention_decision (authority, kind, approved, ended_at);

-- When a closed case has to be looked at next, and, sealed, the days of birth and death from which its periods are counted.
CREATE TABLE case_clock (
  authority BYTEA NOT NULL,
  case_id BYTEA NOT NULL,
  look_on TEXT COLLATE "C" NOT NULL,
  waits BOOLEAN NOT NULL,
  class TEXT COLLATE "C" NOT NULL,
  sealed BYTEA,
  PRIMARY KEY (authority, case_id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE
);

CREATE INDEX case_clock_by_look_on ON case_clock (authority, look_on, case_id);

-- Certificates of destruction: what, by which rule, how much. Nothing in them leads to anybody.
CREATE TABLE disposal (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  destroyed_at BIGINT NOT NULL,
  notice_id TEXT COLLATE "C" NOT NULL,
  notice_version TEXT COLLATE "C" NOT NULL,
  statements TEXT COLLATE "C" NOT NULL CHECK (statements::json IS NOT NULL),
  rule TEXT COLLATE "C" NOT NULL,
  due_on TEXT COLLATE "C" NOT NULL,
  classes TEXT COLLATE "C" NOT NULL CHECK (classes::json IS NOT NULL),
  whole BOOLEAN NOT NULL,
  counts TEXT COLLATE "C" NOT NULL CHECK (counts::json IS NOT NULL),
  keys INTEGER NOT NULL,
  decided_by BYTEA,
  entry BYTEA NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, decided_by) REFERENCES account (authority, id) ON DELETE RESTRICT
);

CREATE INDEX disposal_by_destroyed_at ON disposal (authority, destroyed_at);

ALTER TABLE retention_decision ENABLE ROW LEVEL SECURITY;
ALTER TABLE retention_decision FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON retention_decision USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE case_clock ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_clock FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON case_clock USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE disposal ENABLE ROW LEVEL SECURITY;
ALTER TABLE disposal FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON disposal USING (authority = decode(current_setting('app.authority', true), 'hex'));
