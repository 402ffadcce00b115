-- What an instance's container is made from; NULL where there is none, or the provider's default was meant.
ALTER TABLE instance ADD COLUMN image TEXT;
