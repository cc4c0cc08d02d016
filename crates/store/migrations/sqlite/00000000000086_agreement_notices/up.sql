-- Both sides of an agreement are told of it: to which address on the council's side, and of what each was told.
ALTER TABLE agreement ADD COLUMN our_contact TEXT NOT NULL DEFAULT '';

CREATE TABLE agreement_notice (
  authority BLOB NOT NULL,
  agreement BLOB NOT NULL,
  what TEXT NOT NULL,
  at INTEGER NOT NULL,
  ours INTEGER NOT NULL,
  theirs INTEGER NOT NULL,
  PRIMARY KEY (authority, agreement, what),
  FOREIGN KEY (authority, agreement) REFERENCES agreement (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
