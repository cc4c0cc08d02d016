-- Who came to a meeting without an account: signed in by whoever holds it, who has seen the statement signed.
CREATE TABLE meeting_guest (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  meeting BYTEA NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  party TEXT COLLATE "C" NOT NULL,
  body TEXT COLLATE "C" NOT NULL,
  signed_at BIGINT NOT NULL,
  left_at BIGINT,
  written_by BYTEA NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, meeting) REFERENCES meeting (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, written_by) REFERENCES account (authority, id) ON DELETE RESTRICT
);

CREATE INDEX meeting_guest_by_meeting ON meeting_guest (authority, meeting);

ALTER TABLE meeting_guest ENABLE ROW LEVEL SECURITY;
ALTER TABLE meeting_guest FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON meeting_guest USING (authority = decode(current_setting('app.authority', true), 'hex'));
