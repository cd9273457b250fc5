-- `page_hours` and `page_days` take its place.
DROP TABLE IF EXISTS rollup_hours
