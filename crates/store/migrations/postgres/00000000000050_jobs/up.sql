CREATE TABLE job (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  kind TEXT COLLATE "C" NOT NULL,
  subject BYTEA,
  case_id BYTEA,
  class TEXT COLLATE "C",
  sealed BYTEA,
  detail TEXT COLLATE "C" NOT NULL CHECK (detail::json IS NOT NULL),
  once_key TEXT COLLATE "C",
  state TEXT COLLATE "C" NOT NULL,
  attempts INTEGER NOT NULL,
  due_at BIGINT NOT NULL,
  lease BYTEA,
  lease_until BIGINT,
  error TEXT COLLATE "C",
  enqueued_at BIGINT NOT NULL,
  finished_at BIGINT,
  PRIMARY KEY (authority, id),
  UNIQUE (authority, once_key),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  CHECK (state IN ('waiting', 'running', 'done', 'dead')),
  CHECK ((state = 'running') = (lease IS NOT NULL))
);

CREATE INDEX job_by_state_due_at ON job (authority, state, due_at, id);

CREATE INDEX job_by_case_id ON job (authority, case_id);

ALTER TABLE job ENABLE ROW LEVEL SECURITY;
ALTER TABLE job FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON job USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE job_schedule (
  authority BYTEA NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  every_minutes INTEGER NOT NULL CHECK (every_minutes >= 1),
  at_minute INTEGER,
  paused BOOLEAN NOT NULL,
  next_at BIGINT NOT NULL,
  PRIMARY KEY (authority, kind),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT,
  CHECK (at_minute BETWEEN 0 AND 1439)
);

ALTER TABLE job_schedule ENABLE ROW LEVEL SECURITY;
ALTER TABLE job_schedule FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON job_schedule USING (authority = decode(current_setting('app.authority', true), 'hex'));
