-- A request can be about one member of the household of a case, and not about the person whose case it is.
ALTER TABLE rights_case ADD COLUMN member BLOB;
