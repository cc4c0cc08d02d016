-- What a run has read so far, part by part: a worker that follows one that died goes on from here. Sealed as lists are, and gone when
-- everything has been compared.
CREATE TABLE linkage_part (
  authority BYTEA NOT NULL,
  run BYTEA NOT NULL,
  number INTEGER NOT NULL CHECK (number > 0),
  last_case BYTEA NOT NULL CHECK (octet_length(last_case) = 16),
  sealed BYTEA NOT NULL,
  made_at BIGINT NOT NULL,
  PRIMARY KEY (authority, run, number),
  FOREIGN KEY (authority, run) REFERENCES linkage_run (authority, id) ON DELETE CASCADE
);

ALTER TABLE linkage_part ENABLE ROW LEVEL SECURITY;
ALTER TABLE linkage_part FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON linkage_part USING (authority = decode(current_setting('app.authority', true), 'hex'));
