CREATE TABLE person (
  authority BLOB NOT NULL,
  id BLOB NOT NULL CHECK (length(id) = 16),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE TABLE person_key (
  authority BLOB NOT NULL,
  digest BLOB NOT NULL,
  person BLOB NOT NULL CHECK (length(person) = 16),
  strength INTEGER NOT NULL,
  PRIMARY KEY (authority, digest, person),
  FOREIGN KEY (authority, person) REFERENCES person (authority, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX person_key_by_person ON person_key (authority, person);
