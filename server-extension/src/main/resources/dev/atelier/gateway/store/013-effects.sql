-- What was answered to requests that came with an Idempotency-Key.
CREATE TABLE answer (
  -- A hash of who sent it, the method, the path and the key.
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  made TEXT NOT NULL,
  status INTEGER NOT NULL,
  location TEXT,
  -- NULL where the answer had no body.
  type TEXT,
  body BLOB NOT NULL,
  -- Why the body is not kept, where it had one.
  omitted TEXT
);
CREATE INDEX answer_of ON answer (person, made);
CREATE INDEX answer_by_age ON answer (made);
-- Instances that were given up, of which something may be left where nobody could be reached: it goes as soon as somebody can.
CREATE TABLE given_up (
  generation INTEGER PRIMARY KEY,
  name TEXT NOT NULL COLLATE NOCASE,
  owner TEXT NOT NULL,
  provider TEXT NOT NULL,
  size TEXT NOT NULL,
  image TEXT,
  since TEXT NOT NULL
);
