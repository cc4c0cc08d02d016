-- Models by which case records under a notice may be compared in place of the one that comes with the program. They differ from it in what
-- reviewers' decisions taught only, so that no value of any record is in them.
CREATE TABLE linkage_model (
  authority BLOB NOT NULL,
  notice_id TEXT NOT NULL,
  number INTEGER NOT NULL CHECK (number > 0),
  name TEXT NOT NULL,
  about TEXT NOT NULL,
  content TEXT NOT NULL,
  offered_by BLOB NOT NULL,
  offered_at INTEGER NOT NULL,
  PRIMARY KEY (authority, notice_id, number),
  FOREIGN KEY (authority, offered_by) REFERENCES account (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

-- Which model was taken up, one after another: the last is in use. 0 is the one that comes with the program.
CREATE TABLE linkage_model_use (
  authority BLOB NOT NULL,
  notice_id TEXT NOT NULL,
  place INTEGER NOT NULL CHECK (place > 0),
  number INTEGER NOT NULL CHECK (number >= 0),
  reason TEXT NOT NULL,
  judged TEXT NOT NULL,
  taken_by BLOB NOT NULL,
  taken_at INTEGER NOT NULL,
  PRIMARY KEY (authority, notice_id, place),
  FOREIGN KEY (authority, taken_by) REFERENCES account (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

-- By which model the reviewer saw a score.
ALTER TABLE linkage_verdict ADD COLUMN model TEXT NOT NULL DEFAULT '';
