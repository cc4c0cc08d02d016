-- Lists that somebody wants to take out in a file, where the notice has somebody else approve that. What for is a code: nothing here
-- names anybody whom the council helps.
CREATE TABLE file_request (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  notice_id TEXT NOT NULL,
  made_by BLOB NOT NULL,
  principal TEXT NOT NULL,
  list TEXT NOT NULL,
  label TEXT NOT NULL,
  query TEXT NOT NULL,
  why TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('asked', 'approved', 'refused', 'taken')),
  decided_by BLOB,
  decided_at INTEGER,
  until_on TEXT,
  taken_at INTEGER,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, made_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, decided_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK ((state = 'asked') = (decided_by IS NULL)),
  CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
  CHECK ((state IN ('approved', 'taken')) = (until_on IS NOT NULL)),
  CHECK ((state = 'taken') = (taken_at IS NOT NULL)),
  CHECK (decided_by IS NULL OR decided_by <> made_by)
) STRICT, WITHOUT ROWID;
CREATE INDEX file_request_by_notice ON file_request (authority, notice_id, made_at);

-- What each account opened on a day, in numbers: from these it is known what is usual for it. Kept for 90 days.
CREATE TABLE look_count (
  authority BLOB NOT NULL,
  on_day TEXT NOT NULL,
  notice_id TEXT NOT NULL,
  account BLOB NOT NULL,
  records INTEGER NOT NULL,
  searches INTEGER NOT NULL,
  at_night INTEGER NOT NULL,
  most_one INTEGER NOT NULL,
  PRIMARY KEY (authority, on_day, notice_id, account),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- That somebody looked in a way that is unusual for them, and what a review of it came to.
CREATE TABLE unusual_look (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  on_day TEXT NOT NULL,
  notice_id TEXT NOT NULL,
  account BLOB NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('records', 'searches', 'night', 'one-record')),
  found INTEGER NOT NULL,
  usual INTEGER,
  made_at INTEGER NOT NULL,
  finding TEXT,
  reviewed_by BLOB,
  reviewed_at INTEGER,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, notice_id, on_day, account, kind),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, reviewed_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK ((finding IS NULL) = (reviewed_by IS NULL)),
  CHECK ((finding IS NULL) = (reviewed_at IS NULL)),
  CHECK (reviewed_by IS NULL OR reviewed_by <> account)
) STRICT, WITHOUT ROWID;
