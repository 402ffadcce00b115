-- The token that a login was made with, which it does not outlive; NULL where none is known.
ALTER TABLE login ADD COLUMN token TEXT;
