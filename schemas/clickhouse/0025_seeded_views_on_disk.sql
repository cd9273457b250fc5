-- Where public counters begin is told once, by an operator.
ALTER TABLE seeded_views MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1
