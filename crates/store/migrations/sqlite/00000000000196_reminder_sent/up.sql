-- That somebody was reminded of a day, once: of a contract, of conditions that a partner has to meet, of a request from outside.
CREATE TABLE reminder_sent (
  authority BLOB NOT NULL,
  about TEXT NOT NULL,
  what TEXT NOT NULL,
  at INTEGER NOT NULL,
  ours INTEGER NOT NULL CHECK (ours IN (0, 1)),
  theirs INTEGER NOT NULL CHECK (theirs IN (0, 1)),
  PRIMARY KEY (authority, about, what)
) STRICT, WITHOUT ROWID;
