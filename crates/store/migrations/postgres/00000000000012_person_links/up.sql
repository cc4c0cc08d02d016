CREATE TABLE person_link (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  one BYTEA NOT NULL,
  other BYTEA NOT NULL,
  score INTEGER NOT NULL,
  linked_by BYTEA,
  linked_at BIGINT NOT NULL,
  split_by BYTEA,
  split_at BIGINT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, one) REFERENCES person (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, other) REFERENCES person (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, linked_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, split_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (score BETWEEN 0 AND 100)
);

CREATE INDEX person_link_by_one ON person_link (authority, one);

CREATE INDEX person_link_by_other ON person_link (authority, other);

CREATE UNIQUE INDEX person_link_current ON person_link (authority, one, other) WHERE split_at IS NULL;

ALTER TABLE person_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE person_link FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON person_link USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE duplicate (
  authority BYTEA NOT NULL,
  one BYTEA NOT NULL,
  other BYTEA NOT NULL,
  notice_id TEXT COLLATE "C" NOT NULL,
  score INTEGER NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  proposed_at BIGINT NOT NULL,
  decided_by BYTEA,
  decided_at BIGINT,
  PRIMARY KEY (authority, one, other),
  FOREIGN KEY (authority, one) REFERENCES person (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, other) REFERENCES person (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, decided_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (state IN ('open', 'same', 'different')),
  CHECK (score BETWEEN 0 AND 100)
);

CREATE INDEX duplicate_by_other ON duplicate (authority, other);

CREATE INDEX duplicate_open ON duplicate (authority, notice_id, state, score);

ALTER TABLE duplicate ENABLE ROW LEVEL SECURITY;
ALTER TABLE duplicate FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON duplicate USING (authority = decode(current_setting('app.authority', true), 'hex'));
