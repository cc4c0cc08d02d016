-- Numbers that are published, as they are published: small ones are left out and the others rounded before they come here. Nothing
-- leads from here to a case, and nothing of this goes when a case goes.
CREATE TABLE published_figure (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  notice_id TEXT NOT NULL,
  purpose TEXT NOT NULL,
  statement TEXT NOT NULL,
  label TEXT NOT NULL,
  lines TEXT NOT NULL CHECK (json_valid(lines)),
  total INTEGER,
  counted_on TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('proposed', 'published', 'refused', 'withdrawn')),
  made_by BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  decided_by BLOB,
  decided_at INTEGER,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, made_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, decided_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
  CHECK ((state = 'proposed') = (decided_by IS NULL)),
  CHECK (decided_by IS NULL OR decided_by <> made_by)
) STRICT, WITHOUT ROWID;
