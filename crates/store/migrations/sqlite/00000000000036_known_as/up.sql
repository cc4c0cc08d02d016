-- A column called "subject" holds whose a row is, and goes when they are erased: this one is a name that a provider gave.
ALTER TABLE sign_on_identity RENAME COLUMN subject TO known_as;
