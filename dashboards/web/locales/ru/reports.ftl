# What all reports and charts have in common.

report-demo = пробные данные
report-imprint = { $site } · { $period } · время: { $zone }
report-own-zone = собственный часовой пояс сайта
report-made-by = Подготовлено в Tiraj.

column-all-shares = От всех репостов
column-all-views = От всех просмотров
column-article = Материал
column-authors = Авторы
column-change = Изменение
column-channel = Канал
column-day = День
column-language = Язык
column-name = Название
column-network = Сеть
column-path = Адрес
column-section = Рубрика
column-source = Источник
column-sources = Главные источники
column-title = Заголовок
column-usual = Обычно
column-usual-shares = Обычно репостов
column-usual-views = Обычно просмотров
