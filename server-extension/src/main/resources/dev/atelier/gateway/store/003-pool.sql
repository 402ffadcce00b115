-- How many instances of a size are kept ready that nobody has asked for yet.
CREATE TABLE pool (
  provider TEXT NOT NULL,
  size TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (provider, size)
);
