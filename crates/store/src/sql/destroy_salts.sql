-- Destroys every salt of a day.
ALTER TABLE salts DROP PARTITION {day:Date}
