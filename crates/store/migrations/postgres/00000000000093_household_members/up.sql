-- The members of a household (or family) as people of their own: who they are in which case, and what is said of each, sealed with
-- their own key.
CREATE TABLE household_member (
  authority BYTEA NOT NULL,
  case_id BYTEA NOT NULL,
  person BYTEA NOT NULL,
  category TEXT COLLATE "C" NOT NULL,
  joined_at BIGINT NOT NULL,
  restricted BOOLEAN NOT NULL DEFAULT FALSE,
  PRIMARY KEY (authority, case_id, person, category),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, person) REFERENCES person (authority, id) ON DELETE RESTRICT
);

CREATE INDEX household_member_by_person ON household_member (authority, person);

ALTER TABLE household_member ENABLE ROW LEVEL SECURITY;
ALTER TABLE household_member FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON household_member USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE member_part (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  case_id BYTEA NOT NULL,
  person BYTEA NOT NULL,
  category TEXT COLLATE "C" NOT NULL,
  record_class TEXT COLLATE "C" NOT NULL,
  sealed BYTEA NOT NULL,
  recorded_at BIGINT NOT NULL,
  superseded_at BIGINT,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, case_id) REFERENCES case_file (authority, id) ON DELETE CASCADE,
  FOREIGN KEY (authority, case_id, person, category) REFERENCES household_member (authority, case_id, person, category) ON DELETE CASCADE
);

CREATE INDEX member_part_by_case_id ON member_part (authority, case_id, person, category);

ALTER TABLE member_part ENABLE ROW LEVEL SECURITY;
ALTER TABLE member_part FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON member_part USING (authority = decode(current_setting('app.authority', true), 'hex'));
