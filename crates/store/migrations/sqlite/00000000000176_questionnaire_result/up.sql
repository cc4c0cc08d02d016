-- What the answers of a partner about privacy and security came to: passed, passed with conditions and by when, failed. Of other items it is empty.
ALTER TABLE partner_check ADD COLUMN result TEXT NOT NULL DEFAULT '';
ALTER TABLE partner_check ADD COLUMN conditions_by TEXT;

UPDATE partner_check SET result = 'passed' WHERE item = 'questionnaire';
