ALTER TABLE partner_check DROP COLUMN conditions_by;
ALTER TABLE partner_check DROP COLUMN result;
