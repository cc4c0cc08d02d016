ALTER TABLE agreement ADD COLUMN kind TEXT NOT NULL DEFAULT 'sharing' CHECK (kind IN ('sharing', 'processing', 'joint'));
ALTER TABLE agreement ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE agreement ADD COLUMN members TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(members));
ALTER TABLE agreement ADD COLUMN purposes TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(purposes));
ALTER TABLE agreement ADD COLUMN categories TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(categories));
ALTER TABLE agreement ADD COLUMN gateways TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(gateways));
ALTER TABLE agreement ADD COLUMN review_on TEXT;
ALTER TABLE agreement ADD COLUMN document TEXT NOT NULL DEFAULT '';
ALTER TABLE agreement ADD COLUMN contact TEXT NOT NULL DEFAULT '';
ALTER TABLE agreement ADD COLUMN ours_by TEXT;
ALTER TABLE agreement ADD COLUMN ours_on TEXT;
ALTER TABLE agreement ADD COLUMN theirs_by TEXT;
ALTER TABLE agreement ADD COLUMN theirs_on TEXT;
ALTER TABLE agreement ADD COLUMN ended_at INTEGER;
ALTER TABLE agreement ADD COLUMN ended_why TEXT;
-- What was recorded before sign-offs were kept was recorded once it was signed.
UPDATE agreement SET ours_by = 'recorded as signed', ours_on = from_on, theirs_by = 'recorded as signed', theirs_on = from_on;
