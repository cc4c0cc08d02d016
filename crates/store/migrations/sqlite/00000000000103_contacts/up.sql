-- Who answers for a contact or a link of a notice, when it was checked, and by when it is checked again; of a link, where it leads and of
-- which day the other notice is.
CREATE TABLE notice_contact (
  authority BLOB NOT NULL,
  notice_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('contact', 'link')),
  key TEXT NOT NULL,
  owner TEXT NOT NULL,
  checked_on TEXT NOT NULL,
  check_by TEXT NOT NULL,
  address TEXT NOT NULL,
  dated_on TEXT,
  account BLOB NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (authority, notice_id, kind, key),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;
