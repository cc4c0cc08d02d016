-- Numbers that are published, as they are published: small ones are left out and the others rounded before they come here. Nothing
-- leads from here to a case, and nothing of this goes when a case goes.
CREATE TABLE published_figure (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  notice_id TEXT COLLATE "C" NOT NULL,
  purpose TEXT COLLATE "C" NOT NULL,
  statement TEXT COLLATE "C" NOT NULL,
  label TEXT COLLATE "C" NOT NULL,
  lines TEXT COLLATE "C" NOT NULL CHECK (lines::json IS NOT NULL),
  total BIGINT,
  counted_on TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL CHECK (state IN ('proposed', 'published', 'refused', 'withdrawn')),
  made_by BYTEA NOT NULL,
  made_at BIGINT NOT NULL,
  decided_by BYTEA,
  decided_at BIGINT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, made_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, decided_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
  CHECK ((state = 'proposed') = (decided_by IS NULL)),
  CHECK (decided_by IS NULL OR decided_by <> made_by)
);

ALTER TABLE published_figure ENABLE ROW LEVEL SECURITY;
ALTER TABLE published_figure FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON published_figure USING (authority = decode(current_setting('app.authority', true), 'hex'));
