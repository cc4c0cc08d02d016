-- Forms that were sent and done: whoever sends the same again is answered with what came of it the first time. The key is that of the
-- form's page, tied to who sent it; only keyed digests are kept. No answer: the work is done and what it led to is not noted (yet).
CREATE TABLE sent_form (
  authority BYTEA NOT NULL,
  key_hash BYTEA NOT NULL CHECK (octet_length(key_hash) = 32),
  request_hash BYTEA NOT NULL CHECK (octet_length(request_hash) = 32),
  answer TEXT COLLATE "C",
  said TEXT COLLATE "C",
  at BIGINT NOT NULL,
  PRIMARY KEY (authority, key_hash),
  CHECK ((answer IS NULL) = (said IS NULL))
);

CREATE INDEX sent_form_by_at ON sent_form (authority, at);

-- What was sent of the form of a new case: sent again it is the same case, unless something else was typed.
ALTER TABLE draft ADD COLUMN sent_hash BYTEA CHECK (octet_length(sent_hash) = 32);

ALTER TABLE sent_form ENABLE ROW LEVEL SECURITY;
ALTER TABLE sent_form FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON sent_form USING (authority = decode(current_setting('app.authority', true), 'hex'));
