-- Releases of data for a study: who asked for one, who approved it, who took it and when, and that it is deleted. What was in it is
-- kept nowhere: the file is made when it is handed over. Nothing leads from here to a case.
CREATE TABLE study_release (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  notice_id TEXT COLLATE "C" NOT NULL,
  flow TEXT COLLATE "C" NOT NULL,
  party TEXT COLLATE "C" NOT NULL,
  purpose TEXT COLLATE "C" NOT NULL,
  agreement TEXT COLLATE "C" NOT NULL,
  project TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL CHECK (state IN ('asked', 'refused', 'approved', 'taken', 'deleted')),
  made_by BYTEA NOT NULL,
  made_at BIGINT NOT NULL,
  decided_by BYTEA,
  decided_at BIGINT,
  taken_by BYTEA,
  taken_at BIGINT,
  deleted_by BYTEA,
  deleted_at BIGINT,
  people BIGINT,
  manifest TEXT COLLATE "C",
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, made_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, decided_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, taken_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, deleted_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
  CHECK ((taken_by IS NULL) = (taken_at IS NULL)),
  CHECK ((deleted_by IS NULL) = (deleted_at IS NULL)),
  CHECK ((state = 'asked') = (decided_by IS NULL)),
  CHECK (decided_by IS NULL OR decided_by <> made_by),
  CHECK ((state IN ('taken', 'deleted')) = (taken_by IS NOT NULL)),
  CHECK ((state = 'deleted') = (deleted_by IS NOT NULL))
);

ALTER TABLE study_release ENABLE ROW LEVEL SECURITY;
ALTER TABLE study_release FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON study_release USING (authority = decode(current_setting('app.authority', true), 'hex'));
