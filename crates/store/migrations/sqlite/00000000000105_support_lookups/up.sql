-- That somebody asked whether support is in place, and whether there was an answer: how often each account asks is limited.
CREATE TABLE support_lookup (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  account BLOB NOT NULL,
  asked_at INTEGER NOT NULL,
  answered INTEGER NOT NULL CHECK (answered IN (0, 1)),
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE INDEX support_lookup_by_account ON support_lookup (authority, account, asked_at);
