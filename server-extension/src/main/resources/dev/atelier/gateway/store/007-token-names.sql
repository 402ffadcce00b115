-- What people call their tokens, NULL for those that nobody named, and when each was last used.
ALTER TABLE token ADD COLUMN name TEXT;
ALTER TABLE token ADD COLUMN used TEXT;
CREATE UNIQUE INDEX token_by_name ON token (name COLLATE NOCASE) WHERE name IS NOT NULL;
