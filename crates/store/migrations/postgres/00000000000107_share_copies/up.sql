-- Copies that others hold of what was sent: by when each has to be gone, and what became of it.
CREATE TABLE share_copy (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  share BYTEA NOT NULL,
  case_id BYTEA NOT NULL,
  holder TEXT COLLATE "C" NOT NULL,
  statement TEXT COLLATE "C" NOT NULL,
  why TEXT COLLATE "C" NOT NULL,
  no_trace BOOLEAN NOT NULL,
  gone_by TEXT COLLATE "C" NOT NULL,
  made_at BIGINT NOT NULL,
  said TEXT COLLATE "C",
  said_at BIGINT,
  said_by BYTEA,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, share) REFERENCES share (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, said_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK ((said IS NULL) = (said_at IS NULL))
);

CREATE INDEX share_copy_by_share ON share_copy (authority, share);

CREATE INDEX share_copy_by_case_id ON share_copy (authority, case_id);

CREATE INDEX share_copy_by_holder ON share_copy (authority, holder, said_at, gone_by);

CREATE INDEX share_copy_by_gone_by ON share_copy (authority, said_at, gone_by);

ALTER TABLE share_copy ENABLE ROW LEVEL SECURITY;
ALTER TABLE share_copy FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON share_copy USING (authority = decode(current_setting('app.authority', true), 'hex'));
