-- For which days before one are there still states of readers?
SELECT DISTINCT day FROM reader_states WHERE day < {day:Date} ORDER BY day
