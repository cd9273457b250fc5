SELECT key, readers FROM reader_counts WHERE readers > 0
