-- A link by which a body without an account reaches what was sent to it, with a code that is told by another way. Only digests are kept.
CREATE TABLE share_link (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  share BLOB NOT NULL,
  link_hash BLOB NOT NULL,
  code_hash BLOB NOT NULL,
  until_at INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  made_by BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  ended_at INTEGER,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, link_hash),
  FOREIGN KEY (authority, share) REFERENCES share (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, made_by) REFERENCES account (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE INDEX share_link_by_share ON share_link (authority, share);
