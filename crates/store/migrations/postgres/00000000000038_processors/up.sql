-- Whoever works with data for the council: under which contract or agreement, with which data, where, through whom, until when it is
-- looked at again.
CREATE TABLE processor (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  name TEXT COLLATE "C" NOT NULL,
  task TEXT COLLATE "C" NOT NULL,
  notice_id TEXT COLLATE "C" NOT NULL,
  party TEXT COLLATE "C" NOT NULL,
  contract TEXT COLLATE "C" NOT NULL,
  agreement BYTEA,
  categories TEXT COLLATE "C" NOT NULL,
  country TEXT COLLATE "C" NOT NULL CHECK (length(country) = 2),
  location TEXT COLLATE "C" NOT NULL,
  from_on TEXT COLLATE "C" NOT NULL,
  review_on TEXT COLLATE "C" NOT NULL,
  made_at BIGINT NOT NULL,
  ended_at BIGINT,
  ended_why TEXT COLLATE "C",
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
);

CREATE INDEX processor_by_party ON processor (authority, notice_id, party);

-- Whom it works through.
CREATE TABLE sub_processor (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  processor BYTEA NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  task TEXT COLLATE "C" NOT NULL,
  country TEXT COLLATE "C" NOT NULL CHECK (length(country) = 2),
  made_at BIGINT NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, processor) REFERENCES processor (authority, id) ON DELETE CASCADE
);

CREATE INDEX sub_processor_by_processor ON sub_processor (authority, processor);

-- That its systems were examined: against what, what was found, where that can be seen, and by when it is done again.
CREATE TABLE assurance (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  processor BYTEA NOT NULL,
  standard TEXT COLLATE "C" NOT NULL,
  found TEXT COLLATE "C" NOT NULL CHECK (found IN ('met', 'partly', 'not-met')),
  evidence TEXT COLLATE "C" NOT NULL,
  checked_on TEXT COLLATE "C" NOT NULL,
  review_on TEXT COLLATE "C" NOT NULL,
  account BYTEA NOT NULL,
  made_at BIGINT NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, processor) REFERENCES processor (authority, id) ON DELETE CASCADE
);

CREATE INDEX assurance_by_processor ON assurance (authority, processor);

-- Who carries what leaves by a channel: a processor of the register, or the council itself.
CREATE TABLE carrier (
  authority BYTEA NOT NULL,
  channel TEXT COLLATE "C" NOT NULL,
  processor BYTEA,
  confirmed BOOLEAN NOT NULL,
  account BYTEA,
  at BIGINT NOT NULL,
  PRIMARY KEY (authority, channel),
  FOREIGN KEY (authority, processor) REFERENCES processor (authority, id) ON DELETE RESTRICT
);

CREATE INDEX carrier_by_processor ON carrier (authority, processor);

-- What leaves already goes on until somebody says who carries it.
ALTER TABLE notice_version NO FORCE ROW LEVEL SECURITY;

INSERT INTO carrier (authority, channel, confirmed, at)
  SELECT authority, 'smtp', FALSE, MAX(published_at) FROM notice_version GROUP BY authority;

INSERT INTO carrier (authority, channel, confirmed, at)
  SELECT authority, 'notify', FALSE, MAX(published_at) FROM notice_version GROUP BY authority;

ALTER TABLE notice_version FORCE ROW LEVEL SECURITY;

ALTER TABLE processor ENABLE ROW LEVEL SECURITY;
ALTER TABLE processor FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON processor USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE sub_processor ENABLE ROW LEVEL SECURITY;
ALTER TABLE sub_processor FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON sub_processor USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE assurance ENABLE ROW LEVEL SECURITY;
ALTER TABLE assurance FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON assurance USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE carrier ENABLE ROW LEVEL SECURITY;
ALTER TABLE carrier FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON carrier USING (authority = decode(current_setting('app.authority', true), 'hex'));
