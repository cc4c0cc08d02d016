ALTER TABLE agreement ADD COLUMN kind TEXT COLLATE "C" NOT NULL DEFAULT 'sharing' CHECK (kind IN ('sharing', 'processing', 'joint'));
ALTER TABLE agreement ADD COLUMN title TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE agreement ADD COLUMN members TEXT COLLATE "C" NOT NULL DEFAULT '[]' CHECK (members::json IS NOT NULL);
ALTER TABLE agreement ADD COLUMN purposes TEXT COLLATE "C" NOT NULL DEFAULT '[]' CHECK (purposes::json IS NOT NULL);
ALTER TABLE agreement ADD COLUMN categories TEXT COLLATE "C" NOT NULL DEFAULT '[]' CHECK (categories::json IS NOT NULL);
ALTER TABLE agreement ADD COLUMN gateways TEXT COLLATE "C" NOT NULL DEFAULT '[]' CHECK (gateways::json IS NOT NULL);
ALTER TABLE agreement ADD COLUMN review_on TEXT COLLATE "C";
ALTER TABLE agreement ADD COLUMN document TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE agreement ADD COLUMN contact TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE agreement ADD COLUMN ours_by TEXT COLLATE "C";
ALTER TABLE agreement ADD COLUMN ours_on TEXT COLLATE "C";
ALTER TABLE agreement ADD COLUMN theirs_by TEXT COLLATE "C";
ALTER TABLE agreement ADD COLUMN theirs_on TEXT COLLATE "C";
ALTER TABLE agreement ADD COLUMN ended_at BIGINT;
ALTER TABLE agreement ADD COLUMN ended_why TEXT COLLATE "C";
-- What was recorded before sign-offs were kept was recorded once it was signed.
UPDATE agreement SET ours_by = 'recorded as signed', ours_on = from_on, theirs_by = 'recorded as signed', theirs_on = from_on;
