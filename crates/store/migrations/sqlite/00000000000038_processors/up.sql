-- Whoever works with data for the council: under which contract or agreement, with which data, where, through whom, until when it is
-- looked at again.
CREATE TABLE processor (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  name TEXT NOT NULL,
  task TEXT NOT NULL,
  notice_id TEXT NOT NULL,
  party TEXT NOT NULL,
  contract TEXT NOT NULL,
  agreement BLOB,
  categories TEXT NOT NULL,
  country TEXT NOT NULL CHECK (length(country) = 2),
  location TEXT NOT NULL,
  from_on TEXT NOT NULL,
  review_on TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  ended_at INTEGER,
  ended_why TEXT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE INDEX processor_by_party ON processor (authority, notice_id, party);

-- Whom it works through.
CREATE TABLE sub_processor (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  processor BLOB NOT NULL,
  name TEXT NOT NULL,
  task TEXT NOT NULL,
  country TEXT NOT NULL CHECK (length(country) = 2),
  made_at INTEGER NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, processor) REFERENCES processor (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX sub_processor_by_processor ON sub_processor (authority, processor);

-- That its systems were examined: against what, what was found, where that can be seen, and by when it is done again.
CREATE TABLE assurance (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  processor BLOB NOT NULL,
  standard TEXT NOT NULL,
  found TEXT NOT NULL CHECK (found IN ('met', 'partly', 'not-met')),
  evidence TEXT NOT NULL,
  checked_on TEXT NOT NULL,
  review_on TEXT NOT NULL,
  account BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, processor) REFERENCES processor (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX assurance_by_processor ON assurance (authority, processor);

-- Who carries what leaves by a channel: a processor of the register, or the council itself.
CREATE TABLE carrier (
  authority BLOB NOT NULL,
  channel TEXT NOT NULL,
  processor BLOB,
  confirmed INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
  account BLOB,
  at INTEGER NOT NULL,
  PRIMARY KEY (authority, channel),
  FOREIGN KEY (authority, processor) REFERENCES processor (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE INDEX carrier_by_processor ON carrier (authority, processor);

-- What leaves already goes on until somebody says who carries it.

INSERT INTO carrier (authority, channel, confirmed, at)
  SELECT authority, 'smtp', 0, MAX(published_at) FROM notice_version GROUP BY authority;

INSERT INTO carrier (authority, channel, confirmed, at)
  SELECT authority, 'notify', 0, MAX(published_at) FROM notice_version GROUP BY authority;

