-- What an instance takes of quotas, as JSON; NULL where nobody has looked yet at the size that an earlier version gave it.
ALTER TABLE instance ADD COLUMN claim TEXT;
-- Whether it was stopped, or never came into being, and nobody has begun it again.
ALTER TABLE instance ADD COLUMN resting INTEGER NOT NULL DEFAULT 0;
UPDATE instance SET resting = 1 WHERE desired = 'STOPPED' AND state IN ('STOPPED', 'CREATE_FAILED');
