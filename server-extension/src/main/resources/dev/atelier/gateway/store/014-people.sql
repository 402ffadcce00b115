-- When a person was removed; NULL for those who may come in. What they did stays theirs, so the row stays.
ALTER TABLE person ADD COLUMN removed TEXT;
-- One person's name is not another's in other letters.
CREATE INDEX person_by_name ON person (name COLLATE NOCASE);
