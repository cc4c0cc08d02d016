-- The list of appointments is walked in this order, whoever they are of.
CREATE INDEX case_item_by_kind_happened_at ON case_item (authority, kind, happened_at, id) WHERE superseded_at IS NULL;
