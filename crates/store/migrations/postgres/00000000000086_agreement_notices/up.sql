-- Both sides of an agreement are told of it: to which address on the council's side, and of what each was told.
ALTER TABLE agreement ADD COLUMN our_contact TEXT COLLATE "C" NOT NULL DEFAULT '';

CREATE TABLE agreement_notice (
  authority BYTEA NOT NULL,
  agreement BYTEA NOT NULL,
  what TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  ours BOOLEAN NOT NULL,
  theirs BOOLEAN NOT NULL,
  PRIMARY KEY (authority, agreement, what),
  FOREIGN KEY (authority, agreement) REFERENCES agreement (authority, id) ON DELETE CASCADE
);

ALTER TABLE agreement_notice ENABLE ROW LEVEL SECURITY;
ALTER TABLE agreement_notice FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON agreement_notice USING (authority = decode(current_setting('app.authority', true), 'hex'));
