-- What happens on a case: notes, visits, calls, appointments, what documents are, what tasks say, warnings. One pattern for
-- all: sealed, in one category of the notice, every version kept.
CREATE TABLE case_item (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  version INTEGER NOT NULL,
  case_id BYTEA NOT NULL,
  person BYTEA NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  category TEXT COLLATE "C" NOT NULL,
  record_class TEXT COLLATE "C" NOT NULL,
  third_party BOOLEAN NOT NULL,
  staff_only BOOLEAN NOT NULL,
  happened_at BIGINT NOT NULL,
  ends_at BIGINT,
  sealed BYTEA NOT NULL,
  author BYTEA,
  recorded_at BIGINT NOT NULL,
  superseded_at BIGINT,
  PRIMARY KEY (authority, id, version),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, author) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (version >= 1)
);

CREATE INDEX case_item_by_case_id_happened_at ON case_item (authority, case_id, happened_at, id);

CREATE INDEX case_item_by_author_kind_happened_at ON case_item (authority, author, kind, happened_at);

ALTER TABLE case_item ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_item FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON case_item USING (authority = decode(current_setting('app.authority', true), 'hex'));
