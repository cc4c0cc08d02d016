DROP INDEX notice_version_in_force;
