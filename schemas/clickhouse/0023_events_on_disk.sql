-- A batch is on disk when its insert is answered: the spool lets its segment go then, and a power cut must not find it in
-- memory alone.
ALTER TABLE events MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1
