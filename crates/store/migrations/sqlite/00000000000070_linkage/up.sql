-- A linkage run: lists compared with the people on record, under one notice and for one purpose.
CREATE TABLE linkage_run (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  notice_id TEXT NOT NULL,
  notice_version BLOB NOT NULL,
  account BLOB NOT NULL,
  capacity TEXT NOT NULL,
  purpose TEXT NOT NULL,
  state TEXT NOT NULL,
  model TEXT NOT NULL,
  person BLOB NOT NULL,
  record_class TEXT NOT NULL,
  counts TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  expires_on TEXT NOT NULL,
  ended_at INTEGER,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, notice_version) REFERENCES notice_version (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (state IN ('draft', 'waiting', 'running', 'review', 'done', 'expired', 'failed')),
  CHECK (json_valid(counts))
) STRICT, WITHOUT ROWID;

CREATE INDEX linkage_run_by_notice ON linkage_run (authority, notice_id, made_at);

-- A list of it, sealed until the run is reviewed or over.
CREATE TABLE linkage_list (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  run BLOB NOT NULL,
  party TEXT NOT NULL,
  label TEXT NOT NULL,
  gateway TEXT NOT NULL,
  agreement TEXT NOT NULL,
  categories TEXT NOT NULL,
  columns_left_out TEXT NOT NULL,
  record_count INTEGER NOT NULL,
  sealed BLOB,
  made_at INTEGER NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, run) REFERENCES linkage_run (authority, id) ON DELETE CASCADE,
  CHECK (json_valid(categories)),
  CHECK (json_valid(columns_left_out))
) STRICT, WITHOUT ROWID;

CREATE INDEX linkage_list_by_run ON linkage_list (authority, run);

-- Two records that may be of one person, until somebody has decided.
CREATE TABLE linkage_pair (
  authority BLOB NOT NULL,
  run BLOB NOT NULL,
  number INTEGER NOT NULL,
  cluster TEXT NOT NULL,
  one_key BLOB NOT NULL,
  one_person BLOB,
  one_list BLOB,
  one_row INTEGER NOT NULL,
  other_key BLOB NOT NULL,
  other_person BLOB,
  other_list BLOB,
  other_row INTEGER NOT NULL,
  sampled INTEGER NOT NULL CHECK (sampled IN (0, 1)),
  state TEXT NOT NULL,
  PRIMARY KEY (authority, run, number),
  FOREIGN KEY (authority, run) REFERENCES linkage_run (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, one_person) REFERENCES person (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, other_person) REFERENCES person (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, one_list) REFERENCES linkage_list (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, other_list) REFERENCES linkage_list (authority, id) ON DELETE CASCADE,
  CHECK (state IN ('open', 'same', 'different', 'unsure', 'disputed', 'left-out'))
) STRICT, WITHOUT ROWID;

CREATE INDEX linkage_pair_by_one_person ON linkage_pair (authority, one_person);

CREATE INDEX linkage_pair_by_other_person ON linkage_pair (authority, other_person);

-- What one reviewer said of a pair.
CREATE TABLE linkage_verdict (
  authority BLOB NOT NULL,
  run BLOB NOT NULL,
  number INTEGER NOT NULL,
  account BLOB NOT NULL,
  verdict TEXT NOT NULL,
  reason TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  PRIMARY KEY (authority, run, number, account),
  FOREIGN KEY (authority, run, number) REFERENCES linkage_pair (authority, run, number) ON DELETE CASCADE,
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (verdict IN ('same', 'different', 'unsure'))
) STRICT, WITHOUT ROWID;

-- What was decided of two records, by keyed digests of what they are: it outlives the run and its lists.
CREATE TABLE linkage_decision (
  authority BLOB NOT NULL,
  notice_id TEXT NOT NULL,
  one_key BLOB NOT NULL,
  other_key BLOB NOT NULL,
  verdict TEXT NOT NULL,
  run BLOB NOT NULL,
  decided_by BLOB NOT NULL,
  decided_at INTEGER NOT NULL,
  PRIMARY KEY (authority, notice_id, one_key, other_key),
  FOREIGN KEY (authority, decided_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (verdict IN ('same', 'different'))
) STRICT, WITHOUT ROWID;
