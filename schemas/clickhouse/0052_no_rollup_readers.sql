-- `scope_days` takes its place.
DROP TABLE IF EXISTS rollup_readers
