CREATE TABLE authority (
  id BYTEA NOT NULL CHECK (octet_length(id) = 16),
  slug TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (slug)
);
