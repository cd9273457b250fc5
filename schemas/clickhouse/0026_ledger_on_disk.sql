-- The rows of a segment are written before the spool lets it go, and are nowhere else then.
ALTER TABLE ledger MODIFY SETTING fsync_after_insert = 1, fsync_part_directory = 1
