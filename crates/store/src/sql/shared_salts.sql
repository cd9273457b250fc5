-- Which salts do the collectors share? The first row of a day is its salt.
SELECT day, salt
FROM salts
ORDER BY day, proposed_at, salt
