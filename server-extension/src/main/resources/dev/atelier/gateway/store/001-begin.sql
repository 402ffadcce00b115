CREATE TABLE person (
  name TEXT PRIMARY KEY,
  role TEXT NOT NULL,
  created TEXT NOT NULL
);
CREATE TABLE token (
  hash TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES person(name),
  created TEXT NOT NULL
);
CREATE TABLE login (
  hash TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES person(name),
  expires TEXT NOT NULL
);
CREATE TABLE generation (
  kind TEXT PRIMARY KEY,
  newest INTEGER NOT NULL
);
CREATE TABLE instance (
  name TEXT PRIMARY KEY COLLATE NOCASE,
  owner TEXT NOT NULL REFERENCES person(name),
  provider TEXT NOT NULL,
  size TEXT NOT NULL,
  description TEXT,
  tags TEXT NOT NULL,
  desired TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  since TEXT NOT NULL,
  created TEXT NOT NULL,
  generation INTEGER NOT NULL
);
CREATE TABLE job (
  name TEXT PRIMARY KEY,
  owner TEXT NOT NULL REFERENCES person(name),
  compute TEXT NOT NULL,
  command TEXT NOT NULL,
  folder TEXT NOT NULL,
  environment TEXT NOT NULL,
  log TEXT NOT NULL,
  state TEXT NOT NULL,
  exit_code INTEGER,
  reason TEXT,
  created TEXT NOT NULL,
  started TEXT,
  ended TEXT,
  idempotency_key TEXT UNIQUE
);
CREATE INDEX job_by_compute ON job (compute, state);
CREATE TABLE datastore (
  name TEXT PRIMARY KEY COLLATE NOCASE,
  owner TEXT NOT NULL REFERENCES person(name),
  type TEXT NOT NULL,
  location TEXT NOT NULL,
  sealed_spec BLOB NOT NULL,
  created TEXT NOT NULL
);
CREATE TABLE mount (
  compute TEXT NOT NULL,
  name TEXT NOT NULL,
  datastore TEXT NOT NULL REFERENCES datastore(name),
  read_only INTEGER NOT NULL,
  path TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  PRIMARY KEY (compute, name)
);
CREATE TABLE event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  time TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  state TEXT NOT NULL,
  detail TEXT NOT NULL
);
CREATE TABLE kernel (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL REFERENCES person(name),
  compute TEXT NOT NULL,
  spec TEXT NOT NULL,
  model TEXT NOT NULL
);
CREATE TABLE session (
  id TEXT PRIMARY KEY,
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  kernel TEXT NOT NULL
);
