-- Models by which case records under a notice may be compared in place of the one that comes with the program. They differ from it in what
-- reviewers' decisions taught only, so that no value of any record is in them.
CREATE TABLE linkage_model (
  authority BYTEA NOT NULL,
  notice_id TEXT COLLATE "C" NOT NULL,
  number INTEGER NOT NULL CHECK (number > 0),
  name TEXT COLLATE "C" NOT NULL,
  about TEXT COLLATE "C" NOT NULL,
  content TEXT COLLATE "C" NOT NULL,
  offered_by BYTEA NOT NULL,
  offered_at BIGINT NOT NULL,
  PRIMARY KEY (authority, notice_id, number),
  FOREIGN KEY (authority, offered_by) REFERENCES account (authority, id) ON DELETE RESTRICT
);

-- Which model was taken up, one after another: the last is in use. 0 is the one that comes with the program.
CREATE TABLE linkage_model_use (
  authority BYTEA NOT NULL,
  notice_id TEXT COLLATE "C" NOT NULL,
  place INTEGER NOT NULL CHECK (place > 0),
  number INTEGER NOT NULL CHECK (number >= 0),
  reason TEXT COLLATE "C" NOT NULL,
  judged TEXT COLLATE "C" NOT NULL,
  taken_by BYTEA NOT NULL,
  taken_at BIGINT NOT NULL,
  PRIMARY KEY (authority, notice_id, place),
  FOREIGN KEY (authority, taken_by) REFERENCES account (authority, id) ON DELETE RESTRICT
);

-- By which model the reviewer saw a score.
ALTER TABLE linkage_verdict ADD COLUMN model TEXT COLLATE "C" NOT NULL DEFAULT '';

ALTER TABLE linkage_model ENABLE ROW LEVEL SECURITY;
ALTER TABLE linkage_model FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON linkage_model USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE linkage_model_use ENABLE ROW LEVEL SECURITY;
ALTER TABLE linkage_model_use FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON linkage_model_use USING (authority = decode(current_setting('app.authority', true), 'hex'));
