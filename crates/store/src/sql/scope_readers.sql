-- How many readers had each key of a scope in each piece of a period?
SELECT key, toDate32(start) AS start, readers FROM reader_counts WHERE readers > 0 ORDER BY key, start
