-- Forms that were sent and done: whoever sends the same again is answered with what came of it the first time. The key is that of the
-- form's page, tied to who sent it; only keyed digests are kept. No answer: the work is done and what it led to is not noted (yet).
CREATE TABLE sent_form (
  authority BLOB NOT NULL,
  key_hash BLOB NOT NULL CHECK (length(key_hash) = 32),
  request_hash BLOB NOT NULL CHECK (length(request_hash) = 32),
  answer TEXT,
  said TEXT,
  at INTEGER NOT NULL,
  PRIMARY KEY (authority, key_hash),
  CHECK ((answer IS NULL) = (said IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX sent_form_by_at ON sent_form (authority, at);

-- What was sent of the form of a new case: sent again it is the same case, unless something else was typed.
ALTER TABLE draft ADD COLUMN sent_hash BLOB CHECK (length(sent_hash) = 32);
