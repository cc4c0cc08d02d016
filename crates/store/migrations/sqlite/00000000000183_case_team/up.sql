-- Cases that were handed to a team: they wait there until somebody of it takes them. A case that somebody holds is in none.
CREATE TABLE case_team (
  authority BLOB NOT NULL,
  case_id BLOB NOT NULL,
  team BLOB NOT NULL,
  given_by BLOB NOT NULL,
  given_at INTEGER NOT NULL,
  PRIMARY KEY (authority, case_id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, team) REFERENCES team (authority, id) ON DELETE RESTRICT,
  FOREIGN KEY (authority, given_by) REFERENCES account (authority, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE INDEX case_team_by_team ON case_team (authority, team, given_at);
