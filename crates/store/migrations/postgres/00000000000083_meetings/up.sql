-- Meetings of several agencies about the people on their list. What is said of a person is an entry of that person's case, sealed
-- there; here stands which entry was said at which item. The register of gaps holds nothing about anybody.
CREATE TABLE meeting_series (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  notice_id TEXT COLLATE "C" NOT NULL,
  service TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  terms TEXT COLLATE "C" NOT NULL,
  statement TEXT COLLATE "C" NOT NULL,
  criteria TEXT COLLATE "C" NOT NULL CHECK (criteria::json IS NOT NULL),
  opens_days INTEGER NOT NULL,
  closes_days INTEGER NOT NULL,
  made_by BYTEA NOT NULL,
  made_at BIGINT NOT NULL,
  ended_at BIGINT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, made_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (opens_days BETWEEN 0 AND 30),
  CHECK (closes_days BETWEEN 0 AND 30)
);

ALTER TABLE meeting_series ENABLE ROW LEVEL SECURITY;
ALTER TABLE meeting_series FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON meeting_series USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE meeting_member (
  authority BYTEA NOT NULL,
  series BYTEA NOT NULL,
  party TEXT COLLATE "C" NOT NULL,
  since TEXT COLLATE "C" NOT NULL,
  until TEXT COLLATE "C",
  added_by BYTEA NOT NULL,
  PRIMARY KEY (authority, series, party, since),
  FOREIGN KEY (authority, series) REFERENCES meeting_series (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, added_by) REFERENCES account (authority, id) ON DELETE RESTRICT
);

ALTER TABLE meeting_member ENABLE ROW LEVEL SECURITY;
ALTER TABLE meeting_member FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON meeting_member USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE meeting (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  series BYTEA NOT NULL,
  held_on TEXT COLLATE "C" NOT NULL,
  starts TEXT COLLATE "C" NOT NULL,
  place TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  chair BYTEA NOT NULL,
  made_by BYTEA NOT NULL,
  made_at BIGINT NOT NULL,
  ended_at BIGINT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, series) REFERENCES meeting_series (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, chair) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, made_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (state IN ('planned', 'open', 'closed'))
);

CREATE INDEX meeting_by_series ON meeting (authority, series, held_on);

ALTER TABLE meeting ENABLE ROW LEVEL SECURITY;
ALTER TABLE meeting FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON meeting USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE meeting_item (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  meeting BYTEA NOT NULL,
  case_id BYTEA NOT NULL,
  person BYTEA NOT NULL,
  category TEXT COLLATE "C" NOT NULL,
  record_class TEXT COLLATE "C" NOT NULL,
  sealed BYTEA NOT NULL,
  points INTEGER NOT NULL,
  position INTEGER NOT NULL,
  lead BYTEA,
  apart TEXT COLLATE "C" NOT NULL CHECK (apart::json IS NOT NULL),
  links TEXT COLLATE "C" NOT NULL CHECK (links::json IS NOT NULL),
  put_by BYTEA NOT NULL,
  put_at BIGINT NOT NULL,
  taken_at BIGINT,
  outcome TEXT COLLATE "C",
  PRIMARY KEY (authority, id),
  UNIQUE (authority, meeting, case_id),
  FOREIGN KEY (authority, meeting) REFERENCES meeting (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, lead) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, put_by) REFERENCES account (authority, id) ON DELETE RESTRICT
);

CREATE INDEX meeting_item_by_case_id ON meeting_item (authority, case_id);

ALTER TABLE meeting_item ENABLE ROW LEVEL SECURITY;
ALTER TABLE meeting_item FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON meeting_item USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE meeting_presence (
  authority BYTEA NOT NULL,
  meeting BYTEA NOT NULL,
  account BYTEA NOT NULL,
  party TEXT COLLATE "C" NOT NULL,
  signed_at BIGINT NOT NULL,
  left_at BIGINT,
  PRIMARY KEY (authority, meeting, account, signed_at),
  FOREIGN KEY (authority, meeting) REFERENCES meeting (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT
);

ALTER TABLE meeting_presence ENABLE ROW LEVEL SECURITY;
ALTER TABLE meeting_presence FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON meeting_presence USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE meeting_entry (
  authority BYTEA NOT NULL,
  item BYTEA NOT NULL,
  agenda BYTEA NOT NULL,
  what TEXT COLLATE "C" NOT NULL,
  party TEXT COLLATE "C" NOT NULL,
  owner TEXT COLLATE "C" NOT NULL,
  due_on TEXT COLLATE "C",
  done_at BIGINT,
  done_by BYTEA,
  ending TEXT COLLATE "C",
  PRIMARY KEY (authority, item),
  FOREIGN KEY (authority, agenda) REFERENCES meeting_item (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, done_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (what IN ('minute', 'decision', 'action')),
  CHECK ((done_at IS NULL) = (ending IS NULL))
);

CREATE INDEX meeting_entry_by_agenda ON meeting_entry (authority, agenda);

ALTER TABLE meeting_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE meeting_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON meeting_entry USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE service_gap (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  series BYTEA NOT NULL,
  meeting BYTEA,
  title TEXT COLLATE "C" NOT NULL,
  words TEXT COLLATE "C" NOT NULL,
  owner BYTEA NOT NULL,
  due_on TEXT COLLATE "C" NOT NULL,
  made_by BYTEA NOT NULL,
  made_at BIGINT NOT NULL,
  closed_at BIGINT,
  answer TEXT COLLATE "C",
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, series) REFERENCES meeting_series (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, meeting) REFERENCES meeting (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, owner) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, made_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK ((closed_at IS NULL) = (answer IS NULL))
);

ALTER TABLE service_gap ENABLE ROW LEVEL SECURITY;
ALTER TABLE service_gap FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON service_gap USING (authority = decode(current_setting('app.authority', true), 'hex'));
