-- Which version of a notice is in force is asked at nearly every page: from this index alone, without the versions' long texts.
CREATE INDEX notice_version_in_force ON notice_version (authority, notice_id, published_at, id, effective_on);
