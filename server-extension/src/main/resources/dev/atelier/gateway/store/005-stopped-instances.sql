-- The kernelspecs that an instance had when it last told, as its agent lists them; shown while it is stopped.
CREATE TABLE kernelspec (
  compute TEXT PRIMARY KEY COLLATE NOCASE REFERENCES instance(name) ON DELETE CASCADE,
  specs TEXT NOT NULL
);
-- What a kernel was asked for with, so that it can be started again when its instance is; and what became of it.
ALTER TABLE kernel ADD COLUMN wish TEXT NOT NULL DEFAULT '{}';
ALTER TABLE kernel ADD COLUMN fate TEXT NOT NULL DEFAULT 'LIVE';
