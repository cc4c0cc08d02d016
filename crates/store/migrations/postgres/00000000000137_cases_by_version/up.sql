-- The list of the cases under one version of a notice, in the order of what is due.
CREATE INDEX case_file_by_version_due_sort_id ON case_file (authority, state, notice_version, due_sort, id);
