CREATE TABLE person (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  created_at BIGINT NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
);

ALTER TABLE person ENABLE ROW LEVEL SECURITY;
ALTER TABLE person FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON person USING (authority = decode(current_setting('app.authority', true), 'hex'));

CREATE TABLE person_key (
  authority BYTEA NOT NULL,
  digest BYTEA NOT NULL,
  person BYTEA NOT NULL CHECK (octet_length(person) = 16),
  strength SMALLINT NOT NULL,
  PRIMARY KEY (authority, digest, person),
  FOREIGN KEY (authority, person) REFERENCES person (authority, id) ON DELETE CASCADE
);

CREATE INDEX person_key_by_person ON person_key (authority, person);

ALTER TABLE person_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE person_key FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON person_key USING (authority = decode(current_setting('app.authority', true), 'hex'));
