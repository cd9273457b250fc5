-- Of which sites may the ledger not be in line with what was taken out?
SELECT DISTINCT toString(site) AS site FROM removals ORDER BY site
