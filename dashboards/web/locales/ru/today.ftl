# Today's page and its charts.

today-total = Пока { $total }.
today-total-compared = Пока { $total }, { $comparison }.
today-chart = Сегодня по часам
today-chart-unit = Просмотры за каждый полный час, { $day }
today-label = Сегодня
today-usual = Обычно в этот день недели
today-chart-sections = Просмотры по рубрикам
today-chart-sections-unit = Просмотры за сегодня, { $day }
today-chart-networks = Репосты по сетям
today-chart-networks-unit = Репосты за сегодня, { $day }
