-- Forgets what a reclassification found.
TRUNCATE TABLE reclassified
