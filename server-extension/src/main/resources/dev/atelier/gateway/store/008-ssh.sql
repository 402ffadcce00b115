-- The host that an attached instance is, as JSON; NULL where it was created.
ALTER TABLE instance ADD COLUMN ssh TEXT;
