-- A contract under which a notice's services are delivered: who commissions them, who answers for their delivery, by which law.
CREATE TABLE contract (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  notice_id TEXT COLLATE "C" NOT NULL,
  reference TEXT COLLATE "C" NOT NULL,
  title TEXT COLLATE "C" NOT NULL,
  commissioner TEXT COLLATE "C" NOT NULL,
  prime TEXT COLLATE "C" NOT NULL,
  law TEXT COLLATE "C" NOT NULL,
  document TEXT COLLATE "C" NOT NULL,
  from_on TEXT COLLATE "C" NOT NULL,
  until_on TEXT COLLATE "C" NOT NULL,
  made_at BIGINT NOT NULL,
  account BYTEA,
  ended_at BIGINT,
  ended_why TEXT COLLATE "C",
  PRIMARY KEY (authority, id),
  CHECK (until_on >= from_on)
);

CREATE UNIQUE INDEX contract_by_reference ON contract (authority, notice_id, reference);

-- The bodies that deliver under it, each from a day to a day.
CREATE TABLE contract_provider (
  authority BYTEA NOT NULL,
  contract BYTEA NOT NULL,
  body TEXT COLLATE "C" NOT NULL,
  from_on TEXT COLLATE "C" NOT NULL,
  until_on TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (authority, contract, body),
  FOREIGN KEY (authority, contract) REFERENCES contract (authority, id) ON DELETE CASCADE
);

ALTER TABLE contract ENABLE ROW LEVEL SECURITY;
ALTER TABLE contract FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON contract USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE contract_provider ENABLE ROW LEVEL SECURITY;
ALTER TABLE contract_provider FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON contract_provider USING (authority = decode(current_setting('app.authority', true), 'hex'));
