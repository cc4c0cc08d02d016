-- Meetings of several agencies about the people on their list. What is said of a person is an entry of that person's case, sealed
-- there; here stands which entry was said at which item. The register of gaps holds nothing about anybody.
CREATE TABLE meeting_series (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  notice_id TEXT NOT NULL,
  service TEXT NOT NULL,
  name TEXT NOT NULL,
  terms TEXT NOT NULL,
  statement TEXT NOT NULL,
  criteria TEXT NOT NULL CHECK (json_valid(criteria)),
  opens_days INTEGER NOT NULL,
  closes_days INTEGER NOT NULL,
  made_by BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  ended_at INTEGER,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, made_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (opens_days BETWEEN 0 AND 30),
  CHECK (closes_days BETWEEN 0 AND 30)
) STRICT, WITHOUT ROWID;

CREATE TABLE meeting_member (
  authority BLOB NOT NULL,
  series BLOB NOT NULL,
  party TEXT NOT NULL,
  since TEXT NOT NULL,
  until TEXT,
  added_by BLOB NOT NULL,
  PRIMARY KEY (authority, series, party, since),
  FOREIGN KEY (authority, series) REFERENCES meeting_series (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, added_by) REFERENCES account (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE TABLE meeting (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  series BLOB NOT NULL,
  held_on TEXT NOT NULL,
  starts TEXT NOT NULL,
  place TEXT NOT NULL,
  state TEXT NOT NULL,
  chair BLOB NOT NULL,
  made_by BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  ended_at INTEGER,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, series) REFERENCES meeting_series (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, chair) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, made_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (state IN ('planned', 'open', 'closed'))
) STRICT, WITHOUT ROWID;

CREATE INDEX meeting_by_series ON meeting (authority, series, held_on);

CREATE TABLE meeting_item (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  meeting BLOB NOT NULL,
  case_id BLOB NOT NULL,
  person BLOB NOT NULL,
  category TEXT NOT NULL,
  record_class TEXT NOT NULL,
  sealed BLOB NOT NULL,
  points INTEGER NOT NULL,
  position INTEGER NOT NULL,
  lead BLOB,
  apart TEXT NOT NULL CHECK (json_valid(apart)),
  links TEXT NOT NULL CHECK (json_valid(links)),
  put_by BLOB NOT NULL,
  put_at INTEGER NOT NULL,
  taken_at INTEGER,
  outcome TEXT,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, meeting, case_id),
  FOREIGN KEY (authority, meeting) REFERENCES meeting (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, lead) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, put_by) REFERENCES account (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE INDEX meeting_item_by_case_id ON meeting_item (authority, case_id);

CREATE TABLE meeting_presence (
  authority BLOB NOT NULL,
  meeting BLOB NOT NULL,
  account BLOB NOT NULL,
  party TEXT NOT NULL,
  signed_at INTEGER NOT NULL,
  left_at INTEGER,
  PRIMARY KEY (authority, meeting, account, signed_at),
  FOREIGN KEY (authority, meeting) REFERENCES meeting (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE TABLE meeting_entry (
  authority BLOB NOT NULL,
  item BLOB NOT NULL,
  agenda BLOB NOT NULL,
  what TEXT NOT NULL,
  party TEXT NOT NULL,
  owner TEXT NOT NULL,
  due_on TEXT,
  done_at INTEGER,
  done_by BLOB,
  ending TEXT,
  PRIMARY KEY (authority, item),
  FOREIGN KEY (authority, agenda) REFERENCES meeting_item (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, done_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (what IN ('minute', 'decision', 'action')),
  CHECK ((done_at IS NULL) = (ending IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX meeting_entry_by_agenda ON meeting_entry (authority, agenda);

CREATE TABLE service_gap (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  series BLOB NOT NULL,
  meeting BLOB,
  title TEXT NOT NULL,
  words TEXT NOT NULL,
  owner BLOB NOT NULL,
  due_on TEXT NOT NULL,
  made_by BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  closed_at INTEGER,
  answer TEXT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, series) REFERENCES meeting_series (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, meeting) REFERENCES meeting (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, owner) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, made_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK ((closed_at IS NULL) = (answer IS NULL))
) STRICT, WITHOUT ROWID;
