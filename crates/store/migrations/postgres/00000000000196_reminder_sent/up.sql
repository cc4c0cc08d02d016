-- That somebody was reminded of a day, once: of a contract, of conditions that a partner has to meet, of a request from outside.
CREATE TABLE reminder_sent (
  authority BYTEA NOT NULL,
  about TEXT COLLATE "C" NOT NULL,
  what TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  ours BOOLEAN NOT NULL,
  theirs BOOLEAN NOT NULL,
  PRIMARY KEY (authority, about, what)
);

ALTER TABLE reminder_sent ENABLE ROW LEVEL SECURITY;
ALTER TABLE reminder_sent FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON reminder_sent USING (authority = decode(current_setting('app.authority', true), 'hex'));
