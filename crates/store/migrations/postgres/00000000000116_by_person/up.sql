-- What is held of a person is looked for in every table when they are forgotten, and when they ask: no table is walked for it.
CREATE INDEX case_item_by_person ON case_item (authority, person);
CREATE INDEX consent_by_person ON consent (authority, person);
CREATE INDEX consent_told_by_person ON consent_told (authority, person);
CREATE INDEX document_part_by_person ON document_part (authority, person);
CREATE INDEX inbound_part_by_person ON inbound_part (authority, person);
CREATE INDEX message_by_person ON message (authority, person);
CREATE INDEX paper_by_person ON paper (authority, person);
CREATE INDEX section_by_person ON section (authority, person);
CREATE INDEX share_by_person ON share (authority, person);
CREATE INDEX share_document_by_person ON share_document (authority, person);
CREATE INDEX share_part_by_person ON share_part (authority, person);
CREATE INDEX share_step_by_person ON share_step (authority, person);
CREATE INDEX inbound_by_case_id ON inbound (authority, case_id);
CREATE INDEX fact_record_by_person ON fact_record (authority, person);
CREATE INDEX meeting_item_by_person ON meeting_item (authority, person);
CREATE INDEX portal_account_by_person ON portal_account (authority, person);
CREATE INDEX member_part_by_person ON member_part (authority, person);
