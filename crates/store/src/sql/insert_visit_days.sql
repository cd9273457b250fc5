INSERT INTO visit_days (site, dimension, day, value, visits, bounces, returning, pages, seconds, version)
