-- When a token ends; NULL for one that never does, as the one in ATELIER_HOME.
ALTER TABLE token ADD COLUMN expires TEXT;
