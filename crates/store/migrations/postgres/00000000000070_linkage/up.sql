-- A linkage run: lists compared with the people on record, under one notice and for one purpose.
CREATE TABLE linkage_run (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  notice_id TEXT COLLATE "C" NOT NULL,
  notice_version BYTEA NOT NULL,
  account BYTEA NOT NULL,
  capacity TEXT COLLATE "C" NOT NULL,
  purpose TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  model TEXT COLLATE "C" NOT NULL,
  person BYTEA NOT NULL,
  record_class TEXT COLLATE "C" NOT NULL,
  counts TEXT COLLATE "C" NOT NULL,
  made_at BIGINT NOT NULL,
  expires_on TEXT COLLATE "C" NOT NULL,
  ended_at BIGINT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, notice_version) REFERENCES notice_version (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (state IN ('draft', 'waiting', 'running', 'review', 'done', 'expired', 'failed')),
  CHECK (counts::json IS NOT NULL)
);

CREATE INDEX linkage_run_by_notice ON linkage_run (authority, notice_id, made_at);

-- A list of it, sealed until the run is reviewed or over.
CREATE TABLE linkage_list (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  run BYTEA NOT NULL,
  party TEXT COLLATE "C" NOT NULL,
  label TEXT COLLATE "C" NOT NULL,
  gateway TEXT COLLATE "C" NOT NULL,
  agreement TEXT COLLATE "C" NOT NULL,
  categories TEXT COLLATE "C" NOT NULL,
  columns_left_out TEXT COLLATE "C" NOT NULL,
  record_count INTEGER NOT NULL,
  sealed BYTEA,
  made_at BIGINT NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, run) REFERENCES linkage_run (authority, id) ON DELETE CASCADE,
  CHECK (categories::json IS NOT NULL),
  CHECK (columns_left_out::json IS NOT NULL)
);

CREATE INDEX linkage_list_by_run ON linkage_list (authority, run);

-- Two records that may be of one person, until somebody has decided.
CREATE TABLE linkage_pair (
  authority BYTEA NOT NULL,
  run BYTEA NOT NULL,
  number INTEGER NOT NULL,
  cluster TEXT COLLATE "C" NOT NULL,
  one_key BYTEA NOT NULL,
  one_person BYTEA,
  one_list BYTEA,
  one_row INTEGER NOT NULL,
  other_key BYTEA NOT NULL,
  other_person BYTEA,
  other_list BYTEA,
  other_row INTEGER NOT NULL,
  sampled BOOLEAN NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (authority, run, number),
  FOREIGN KEY (authority, run) REFERENCES linkage_run (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, one_person) REFERENCES person (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, other_person) REFERENCES person (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, one_list) REFERENCES linkage_list (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, other_list) REFERENCES linkage_list (authority, id) ON DELETE CASCADE,
  CHECK (state IN ('open', 'same', 'different', 'unsure', 'disputed', 'left-out'))
);

CREATE INDEX linkage_pair_by_one_person ON linkage_pair (authority, one_person);

CREATE INDEX linkage_pair_by_other_person ON linkage_pair (authority, other_person);

-- What one reviewer said of a pair.
CREATE TABLE linkage_verdict (
  authority BYTEA NOT NULL,
  run BYTEA NOT NULL,
  number INTEGER NOT NULL,
  account BYTEA NOT NULL,
  verdict TEXT COLLATE "C" NOT NULL,
  reason TEXT COLLATE "C" NOT NULL,
  made_at BIGINT NOT NULL,
  PRIMARY KEY (authority, run, number, account),
  FOREIGN KEY (authority, run, number) REFERENCES linkage_pair (authority, run, number) ON DELETE CASCADE,
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (verdict IN ('same', 'different', 'unsure'))
);

-- What was decided of two records, by keyed digests of what they are: it outlives the run and its lists.
CREATE TABLE linkage_decision (
  authority BYTEA NOT NULL,
  notice_id TEXT COLLATE "C" NOT NULL,
  one_key BYTEA NOT NULL,
  other_key BYTEA NOT NULL,
  verdict TEXT COLLATE "C" NOT NULL,
  run BYTEA NOT NULL,
  decided_by BYTEA NOT NULL,
  decided_at BIGINT NOT NULL,
  PRIMARY KEY (authority, notice_id, one_key, other_key),
  FOREIGN KEY (authority, decided_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (verdict IN ('same', 'different'))
);

ALTER TABLE linkage_run ENABLE ROW LEVEL SECURITY;
ALTER TABLE linkage_run FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON linkage_run USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE linkage_list ENABLE ROW LEVEL SECURITY;
ALTER TABLE linkage_list FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON linkage_list USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE linkage_pair ENABLE ROW LEVEL SECURITY;
ALTER TABLE linkage_pair FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON linkage_pair USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE linkage_verdict ENABLE ROW LEVEL SECURITY;
ALTER TABLE linkage_verdict FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON linkage_verdict USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE linkage_decision ENABLE ROW LEVEL SECURITY;
ALTER TABLE linkage_decision FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON linkage_decision USING (authority = decode(current_setting('app.authority', true), 'hex'));
