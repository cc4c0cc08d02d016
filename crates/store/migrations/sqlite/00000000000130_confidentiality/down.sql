ALTER TABLE account DROP COLUMN bound_by;
