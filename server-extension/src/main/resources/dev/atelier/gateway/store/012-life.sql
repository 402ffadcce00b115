-- When an instance is started and stopped.
CREATE TABLE schedule (
  compute TEXT NOT NULL COLLATE NOCASE,
  name TEXT NOT NULL COLLATE NOCASE,
  spec TEXT NOT NULL,
  -- Up to when all its times have been dealt with; those after it that have come are due.
  done TEXT NOT NULL,
  -- When the gateway first saw that it is due, where it has to wait.
  seen TEXT,
  -- What is to be known of it: what it waits for, or why it did nothing.
  note TEXT,
  PRIMARY KEY (compute, name)
);
-- What runs in an instance after its creation and at each start.
CREATE TABLE setup_script (
  compute TEXT NOT NULL COLLATE NOCASE,
  kind TEXT NOT NULL,
  spec TEXT NOT NULL,
  state TEXT NOT NULL,
  -- How often it was begun; by this number and the instance's generation its agent knows a run.
  runs INTEGER NOT NULL DEFAULT 0,
  began TEXT,
  ended TEXT,
  PRIMARY KEY (compute, kind)
);
