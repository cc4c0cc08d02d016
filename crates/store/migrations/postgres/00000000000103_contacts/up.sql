-- Who answers for a contact or a link of a notice, when it was checked, and by when it is checked again; of a link, where it leads and of
-- which day the other notice is.
CREATE TABLE notice_contact (
  authority BYTEA NOT NULL,
  notice_id TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('contact', 'link')),
  key TEXT COLLATE "C" NOT NULL,
  owner TEXT COLLATE "C" NOT NULL,
  checked_on TEXT COLLATE "C" NOT NULL,
  check_by TEXT COLLATE "C" NOT NULL,
  address TEXT COLLATE "C" NOT NULL,
  dated_on TEXT COLLATE "C",
  account BYTEA NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (authority, notice_id, kind, key),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
);

ALTER TABLE notice_contact ENABLE ROW LEVEL SECURITY;
ALTER TABLE notice_contact FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON notice_contact USING (authority = decode(current_setting('app.authority', true), 'hex'));
