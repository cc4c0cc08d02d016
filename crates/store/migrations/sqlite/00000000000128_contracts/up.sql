-- A contract under which a notice's services are delivered: who commissions them, who answers for their delivery, by which law.
CREATE TABLE contract (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  notice_id TEXT NOT NULL,
  reference TEXT NOT NULL,
  title TEXT NOT NULL,
  commissioner TEXT NOT NULL,
  prime TEXT NOT NULL,
  law TEXT NOT NULL,
  document TEXT NOT NULL,
  from_on TEXT NOT NULL,
  until_on TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  account BLOB,
  ended_at INTEGER,
  ended_why TEXT,
  PRIMARY KEY (authority, id),
  CHECK (until_on >= from_on)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX contract_by_reference ON contract (authority, notice_id, reference);

-- The bodies that deliver under it, each from a day to a day.
CREATE TABLE contract_provider (
  authority BLOB NOT NULL,
  contract BLOB NOT NULL,
  body TEXT NOT NULL,
  from_on TEXT NOT NULL,
  until_on TEXT NOT NULL,
  PRIMARY KEY (authority, contract, body),
  FOREIGN KEY (authority, contract) REFERENCES contract (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
