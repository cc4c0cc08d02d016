-- That a member signed the confidentiality statement of a meeting before looking at its agenda, in the window before it: once for a meeting.
CREATE TABLE meeting_statement (
  authority BYTEA NOT NULL,
  meeting BYTEA NOT NULL,
  account BYTEA NOT NULL,
  party TEXT COLLATE "C" NOT NULL,
  signed_at BIGINT NOT NULL,
  PRIMARY KEY (authority, meeting, account),
  FOREIGN KEY (authority, meeting) REFERENCES meeting (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT
);

ALTER TABLE meeting_statement ENABLE ROW LEVEL SECURITY;
ALTER TABLE meeting_statement FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON meeting_statement USING (authority = decode(current_setting('app.authority', true), 'hex'));
