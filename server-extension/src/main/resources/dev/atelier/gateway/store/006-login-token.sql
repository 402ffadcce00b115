-- The token that a login was made with, which it does not outlive; NULL where it was made without one.
ALTER TABLE login ADD COLUMN token TEXT;
-- Of these nobody knows it.
DELETE FROM login;
