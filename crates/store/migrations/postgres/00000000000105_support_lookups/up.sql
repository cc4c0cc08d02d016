-- That somebody asked whether support is in place, and whether there was an answer: how often each account asks is limited.
CREATE TABLE support_lookup (
  authority BYTEA NOT NULL,
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  account BYTEA NOT NULL,
  asked_at BIGINT NOT NULL,
  answered BOOLEAN NOT NULL,
  PRIMARY KEY (authority, id),
  FOREIGN KEY (authority, account) REFERENCES account (authority, id) ON DELETE RESTRICT
);

CREATE INDEX support_lookup_by_account ON support_lookup (authority, account, asked_at);

ALTER TABLE support_lookup ENABLE ROW LEVEL SECURITY;
ALTER TABLE support_lookup FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON support_lookup USING (authority = decode(current_setting('app.authority', true), 'hex'));
