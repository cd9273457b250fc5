-- What pages say of their articles comes in the segments of their events, and goes with them.
ALTER TABLE articles MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1
