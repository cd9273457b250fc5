# The weekly report.

weekly-title = { $site }, неделя { $week }
weekly-subject = { $site }: неделя { $period }
weekly-heading = Неделя { $period }
weekly-about = Неделя ISO { $week } · часовой пояс: { $zone } · рассчитано { $moment }
weekly-figures = Главные показатели
weekly-usually = обычно { $value }
weekly-numbers = Цифры: { $title }
weekly-new = новое

# Sentences made from figures.
weekly-nothing = На этой неделе не зафиксировано ни одного просмотра.
weekly-total = { $total }.
weekly-total-compared = { $total } — { $comparison }.
weekly-share-rate = Репостов на каждые 100 просмотров: { $rate }.
weekly-busiest = Самый читаемый день — { $day }: { $views }.
weekly-most-read = Самый читаемый материал — «{ $title }»: { $views }.
weekly-next = На следующей неделе ожидается около { $expected } { $expected ->
    [one] просмотра
   *[other] просмотров
}; в четырёх неделях из пяти их должно быть от { $low } до { $high }.

weekly-note-demo = Это пробные данные: смоделированные читатели вымышленной редакции.
weekly-note-running = Неделя ещё не закончилась: её показатели на этот момент сравниваются с полными неделями.
weekly-note-weeks = { $weeks ->
    [0] Ни за одну из четырёх предыдущих недель нет данных, поэтому сравнивать не с чем.
    [1] Сравнение с единственной предыдущей неделей, за которую есть данные; недели без единого просмотра не учитываются.
    [2] Сравнение со средним за две предыдущие недели, за которые есть данные; недели без единого просмотра не учитываются.
    [3] Сравнение со средним за три предыдущие недели, за которые есть данные; недели без единого просмотра не учитываются.
   *[other] Сравнение со средним за четыре предыдущие недели.
}
weekly-note-zone = Дни и часы указаны по часовому поясу { $zone }.

# Charts.
weekly-this-week = Эта неделя
weekly-usual = Среднее за прошлые недели
weekly-weeks-before = Прошлые недели
weekly-chart-days = Просмотры по дням
weekly-chart-hours = Неделя по часам
weekly-chart-hours-unit = Просмотров в час
weekly-chart-map = Когда читают сайт
weekly-chart-map-unit = Просмотры по дням недели и часам
weekly-chart-map-cell = просмотров в час
weekly-chart-sections = Просмотры по рубрикам
weekly-chart-articles = Самые читаемые материалы
weekly-chart-networks = Репосты по сетям
weekly-chart-channels = Откуда пришли читатели
weekly-chart-outlook = Эта неделя и чего ждать от следующей

# Tables, and the sheets of the workbook.
weekly-articles = Материалы
weekly-sections = Рубрики
weekly-movement = Что выросло, что упало
weekly-movement-intro = По сравнению со средним за прошлые недели; сначала самое неожиданное, чтобы малые числа не выходили вперёд. Вышедшее на этой неделе считается новым и сюда не входит.
weekly-articles-rising = Материалы, которые выросли
weekly-articles-falling = Материалы, которые упали
weekly-sections-rising = Рубрики, которые выросли
weekly-sections-falling = Рубрики, которые упали
weekly-none = Таких нет.
weekly-more = и ещё { $count } в полном отчёте
weekly-open = Открыть полный отчёт
weekly-channels = Откуда пришли читатели
weekly-definitions = Об этих показателях

sheet-report = Отчёт
sheet-days = Дни
sheet-hours = Часы
sheet-outlook = Следующая неделя
sheet-sections = Рубрики
sheet-articles = Материалы
sheet-movement = Рост и падение
sheet-networks = Репосты
sheet-channels = Источники
sheet-title = { $site }: { $period } ({ $week })
sheet-expected = Ожидается просмотров
sheet-from-80 = 4 из 5: от
sheet-from-95 = 19 из 20: от
sheet-to = до
sheet-all-days = Все семь дней
sheet-what = Что
sheet-difference = Разница в просмотрах
sheet-article-rising = Материал вырос
sheet-article-falling = Материал упал
sheet-section-rising = Рубрика выросла
sheet-section-falling = Рубрика упала
