-- A request from outside for what is held of somebody: of the police, a court, another body. Every one is kept, with what was decided about it,
-- also where nothing goes, nothing is held or nobody is known. What it asks and of whom is sealed under a key of its own.
CREATE TABLE outside_request (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  notice_version BYTEA NOT NULL,
  reference TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  body TEXT COLLATE "C" NOT NULL,
  channel TEXT COLLATE "C" NOT NULL,
  law TEXT COLLATE "C" NOT NULL,
  received_on TEXT COLLATE "C" NOT NULL,
  answer_by TEXT COLLATE "C",
  person BYTEA NOT NULL,
  record_class TEXT COLLATE "C" NOT NULL,
  sealed BYTEA NOT NULL,
  about BYTEA,
  share BYTEA,
  decision TEXT COLLATE "C",
  reason TEXT COLLATE "C" NOT NULL DEFAULT '',
  told TEXT COLLATE "C" NOT NULL DEFAULT '',
  decision_sealed BYTEA,
  made_by BYTEA NOT NULL,
  made_at BIGINT NOT NULL,
  decided_by BYTEA,
  decided_at BIGINT,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, reference),
  FOREIGN KEY (authority, notice_version) REFERENCES notice_version (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, made_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, decided_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (decision IS NULL OR decision IN ('released', 'part', 'refused', 'not-held', 'nobody')),
  CHECK ((decision IS NULL) = (decided_at IS NULL))
);

CREATE INDEX outside_request_by_received_on ON outside_request (authority, decided_at, received_on);
CREATE INDEX outside_request_by_about ON outside_request (authority, about);

ALTER TABLE outside_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE outside_request FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON outside_request USING (authority = decode(current_setting('app.authority', true), 'hex'));
