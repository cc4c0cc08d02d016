-- What was checked of a partner before its accounts work: item by item, with where that can be seen. `*`: all of it, taken over.
CREATE TABLE partner_check (
  authority BYTEA NOT NULL,
  notice_id TEXT COLLATE "C" NOT NULL,
  body TEXT COLLATE "C" NOT NULL,
  item TEXT COLLATE "C" NOT NULL,
  evidence TEXT COLLATE "C" NOT NULL,
  account BYTEA,
  at BIGINT NOT NULL,
  PRIMARY KEY (authority, notice_id, body, item),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
);

-- Which items a notice asks for, where that is not all.
CREATE TABLE onboarding_setting (
  authority BYTEA NOT NULL,
  notice_id TEXT COLLATE "C" NOT NULL,
  items TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (authority, notice_id),
  FOREIGN KEY (authority) REFERENCES authority (id) ON DELETE RESTRICT
);

-- Whoever works with us already is no new partner: each on the lists, and, as one line for each notice, everybody whom it names.
ALTER TABLE enrolment NO FORCE ROW LEVEL SECURITY;
ALTER TABLE notice_version NO FORCE ROW LEVEL SECURITY;

INSERT INTO partner_check (authority, notice_id, body, item, evidence, at)
  SELECT authority, notice_id, body, '*', 'Worked with us before there was a checklist', MAX(recorded_at)
  FROM enrolment GROUP BY authority, notice_id, body;

INSERT INTO partner_check (authority, notice_id, body, item, evidence, at)
  SELECT authority, notice_id, '*', '*', 'Worked with us before there was a checklist', MAX(published_at)
  FROM notice_version GROUP BY authority, notice_id;

ALTER TABLE enrolment FORCE ROW LEVEL SECURITY;
ALTER TABLE notice_version FORCE ROW LEVEL SECURITY;

ALTER TABLE partner_check ENABLE ROW LEVEL SECURITY;
ALTER TABLE partner_check FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON partner_check USING (authority = decode(current_setting('app.authority', true), 'hex'));

ALTER TABLE onboarding_setting ENABLE ROW LEVEL SECURITY;
ALTER TABLE onboarding_setting FORCE ROW LEVEL SECURITY;
CREATE POLICY own_authority ON onboarding_setting USING (authority = decode(current_setting('app.authority', true), 'hex'));
