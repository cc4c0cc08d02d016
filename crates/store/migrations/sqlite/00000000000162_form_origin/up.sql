-- What a form of a new case was begun from: somebody known, or a record of a list of a matching run. It names nobody.
ALTER TABLE draft ADD COLUMN origin TEXT NOT NULL DEFAULT '';

-- Whether one of the two is a record of ours. Unknown of what was decided before.
ALTER TABLE linkage_decision ADD COLUMN on_record INTEGER CHECK (on_record IN (0, 1));
