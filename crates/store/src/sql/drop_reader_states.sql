-- Drops the states of readers of a day.
ALTER TABLE reader_states DROP PARTITION {day:Date}
