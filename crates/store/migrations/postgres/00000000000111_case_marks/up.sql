-- What stands on a case as a whole: that partners are kept apart, that the address is hidden; and to whom it was let go after somebody
-- looked at it.
CREATE TABLE case_mark (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  case_id BYTEA NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  party TEXT COLLATE "C" NOT NULL,
  purpose TEXT COLLATE "C" NOT NULL,
  until_on TEXT COLLATE "C",
  set_by BYTEA,
  set_at BIGINT NOT NULL,
  ended_by BYTEA,
  ended_at BIGINT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, set_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, ended_by) REFERENCES account (authority, id) ON DELETE RESTRICT,
  CHECK (kind IN ('partner-apart', 'address-hidden', 'address-reviewed'))
);

CREATE INDEX case_mark_by_case_id ON case_mark (authority, case_id);

ALTER TABLE case_mark ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_mark FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON case_mark USING (authority = decode(current_setting('app.authority', true), 'hex'));

-- Of a member: a partner, present or former, who is kept apart where there is domestic abuse.
ALTER TABLE household_member ADD COLUMN apart BOOLEAN NOT NULL DEFAULT FALSE;
