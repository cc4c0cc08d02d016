-- Cases that were handed to a team: they wait there until somebody of it takes them. A case that somebody holds is in none.
CREATE TABLE case_team (
  authority BYTEA NOT NULL,
  case_id BYTEA NOT NULL,
  team BYTEA NOT NULL,
  given_by BYTEA NOT NULL,
  given_at BIGINT NOT NULL,
  PRIMARY KEY (authority, case_id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, team) REFERENCES team (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, given_by) REFERENCES account (authority, id) ON DELETE RESTRICT
);

CREATE INDEX case_team_by_team ON case_team (authority, team, given_at);

ALTER TABLE case_team ENABLE ROW LEVEL SECURITY;
ALTER TABLE case_team FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON case_team USING (authority = decode(current_setting('app.authority', true), 'hex'));
