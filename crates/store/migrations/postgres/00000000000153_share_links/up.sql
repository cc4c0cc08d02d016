-- A link by which a body without an account reaches what was sent to it, with a code that is told by another way. Only digests are kept.
CREATE TABLE share_link (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  share BYTEA NOT NULL,
  link_hash BYTEA NOT NULL,
  code_hash BYTEA NOT NULL,
  until_at BIGINT NOT NULL,
  tries INTEGER NOT NULL,
  made_by BYTEA NOT NULL,
  made_at BIGINT NOT NULL,
  ended_at BIGINT,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, link_hash),
  FOREIGN KEY (authority, share) REFERENCES share (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, made_by) REFERENCES account (authority, id) ON DELETE RESTRICT
);

CREATE INDEX share_link_by_share ON share_link (authority, share);

ALTER TABLE share_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE share_link FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON share_link USING (authority = decode(current_setting('app.authority', true), 'hex'));
