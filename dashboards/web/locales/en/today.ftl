# Today's page and its charts.

today-total = { $total } so far.
today-total-compared = { $total } so far, { $comparison }.
today-chart = Today hour by hour
today-chart-unit = Views in each whole hour, { $day }
today-label = Today
today-usual = Usual on this weekday
today-chart-sections = Views by section
today-chart-sections-unit = Views today, { $day }
today-chart-networks = Shares by network
today-chart-networks-unit = Shares today, { $day }
