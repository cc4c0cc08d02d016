-- Whether whoever signed for the other side is their data protection officer, and who is if not. Empty: nobody has said.
ALTER TABLE agreement ADD COLUMN officer_is TEXT COLLATE "C" NOT NULL DEFAULT '' CHECK (officer_is IN ('', 'signatory', 'other', 'none'));
ALTER TABLE agreement ADD COLUMN officer_name TEXT COLLATE "C" NOT NULL DEFAULT '';
