-- Lists that somebody wants to take out in a file, where the notice has somebody else approve that. What for is a code: nothing here
-- names anybody whom the council helps.
CREATE TABLE file_request (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  notice_id TEXT COLLATE "C" NOT NULL,
  made_by BYTEA NOT NULL,
  principal TEXT COLLATE "C" NOT NULL,
  list TEXT COLLATE "C" NOT NULL,
  label TEXT COLLATE "C" NOT NULL,
  query TEXT COLLATE "C" NOT NULL,
  why TEXT COLLATE "C" NOT NULL,
  made_at BIGINT NOT NULL,
  state TEXT COLLATE "C" NOT NULL CHECK (state IN ('asked', 'approved', 'refused', 'taken')),
  decided_by BYTEA,
  decided_at BIGINT,
  until_on TEXT COLLATE "C",
  taken_at BIGINT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, made_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, decided_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK ((state = 'asked') = (decided_by IS NULL)),
  CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
  CHECK ((state IN ('approved', 'taken')) = (until_on IS NOT NULL)),
  CHECK ((state = 'taken') = (taken_at IS NOT NULL)),
  CHECK (decided_by IS NULL OR decided_by <> made_by)
);
CREATE INDEX file_request_by_notice ON file_request (authority, notice_id, made_at);

-- What each account opened on a day, in numbers: from these it is known what is usual for it. Kept for 90 days.
CREATE TABLE look_count (
  authority BYTEA NOT NULL,
  on_day TEXT COLLATE "C" NOT NULL,
  notice_id TEXT COLLATE "C" NOT NULL,
  account BYTEA NOT NULL,
  records BIGINT NOT NULL,
  searches BIGINT NOT NULL,
  at_night BIGINT NOT NULL,
  most_one BIGINT NOT NULL,
  PRIMARY KEY (authority, on_day, notice_id, account),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE CASCADE
);

-- That somebody looked in a way that is unusual for them, and what a review of it came to.
CREATE TABLE unusual_look (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  on_day TEXT COLLATE "C" NOT NULL,
  notice_id TEXT COLLATE "C" NOT NULL,
  account BYTEA NOT NULL,
  kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('records', 'searches', 'night', 'one-record')),
  found BIGINT NOT NULL,
  usual BIGINT,
  made_at BIGINT NOT NULL,
  finding TEXT COLLATE "C",
  reviewed_by BYTEA,
  reviewed_at BIGINT,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, notice_id, on_day, account, kind),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, reviewed_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK ((finding IS NULL) = (reviewed_by IS NULL)),
  CHECK ((finding IS NULL) = (reviewed_at IS NULL)),
  CHECK (reviewed_by IS NULL OR reviewed_by <> account)
);

ALTER TABLE file_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE file_request FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON file_request USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE look_count ENABLE ROW LEVEL SECURITY;
ALTER TABLE look_count FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON look_count USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE unusual_look ENABLE ROW LEVEL SECURITY;
ALTER TABLE unusual_look FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON unusual_look USING (authority = decode(current_setting('app.authority', true), 'hex'));
