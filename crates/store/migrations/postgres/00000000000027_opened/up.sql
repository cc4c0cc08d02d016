CREATE INDEX case_file_by_state_opened_on_id ON case_file (authority, state, opened_on, id);
