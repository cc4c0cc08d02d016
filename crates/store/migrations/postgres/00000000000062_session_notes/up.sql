-- Notes of consultation sessions, on paper or typed: where they are, and by when and how they were destroyed.
CREATE TABLE session_note (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  notice_id TEXT COLLATE "C" NOT NULL,
  statement TEXT COLLATE "C" NOT NULL,
  medium TEXT COLLATE "C" NOT NULL,
  session TEXT COLLATE "C" NOT NULL,
  held_on TEXT COLLATE "C" NOT NULL,
  place TEXT COLLATE "C" NOT NULL,
  destroy_by TEXT COLLATE "C" NOT NULL,
  sealed BYTEA,
  recorded_by BYTEA NOT NULL,
  recorded_at BIGINT NOT NULL,
  destroyed_by BYTEA,
  destroyed_at BIGINT,
  how TEXT COLLATE "C",
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, recorded_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, destroyed_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (medium IN ('paper', 'typed')),
  CHECK (medium = 'typed' OR sealed IS NULL),
  CHECK ((destroyed_at IS NULL) = (how IS NULL)),
  CHECK (destroyed_at IS NULL OR sealed IS NULL)
);

CREATE INDEX session_note_by_destroy_by ON session_note (authority, destroyed_at, destroy_by);

ALTER TABLE session_note ENABLE ROW LEVEL SECURITY;
ALTER TABLE session_note FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON session_note USING (authority = decode(current_setting('app.authority', true), 'hex'));
