-- After how many minutes without activity it is stopped; NULL where it never is.
ALTER TABLE instance ADD COLUMN idle_minutes INTEGER;
-- Until when somebody keeps it running all the same.
ALTER TABLE instance ADD COLUMN kept_until TEXT;
-- When the gateway knew of activity last: what its agent forgets with a kernel or a restart stays known here.
ALTER TABLE instance ADD COLUMN active_on TEXT;
