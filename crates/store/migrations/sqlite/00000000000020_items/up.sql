-- What happens on a case: notes, visits, calls, appointments, what documents are, what tasks say, warnings. One pattern for
-- all: sealed, in one category of the notice, every version kept.
CREATE TABLE case_item (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  version INTEGER NOT NULL,
  case_id BLOB NOT NULL,
  person BLOB NOT NULL,
  kind TEXT NOT NULL,
  category TEXT NOT NULL,
  record_class TEXT NOT NULL,
  third_party INTEGER NOT NULL CHECK (third_party IN (0, 1)),
  staff_only INTEGER NOT NULL CHECK (staff_only IN (0, 1)),
  happened_at INTEGER NOT NULL,
  ends_at INTEGER,
  sealed BLOB NOT NULL,
  author BLOB,
  recorded_at INTEGER NOT NULL,
  superseded_at INTEGER,
  PRIMARY KEY (authority, id, version),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, author) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (version >= 1)
) STRICT, WITHOUT ROWID;

CREATE INDEX case_item_by_case_id_happened_at ON case_item (authority, case_id, happened_at, id);

CREATE INDEX case_item_by_author_kind_happened_at ON case_item (authority, author, kind, happened_at);
