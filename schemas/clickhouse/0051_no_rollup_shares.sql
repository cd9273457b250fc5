-- `site_breakdowns` and `page_breakdowns` take its place.
DROP TABLE IF EXISTS rollup_shares
