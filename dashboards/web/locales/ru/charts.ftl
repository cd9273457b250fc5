# What charts say by themselves.

chart-no-data = Данных нет.
chart-others = Прочие ({ $count })
chart-unknown = Неизвестно
chart-new = новое
chart-name = Название
chart-country = Страна
chart-time = Время
chart-total = Всего
chart-share = Доля
chart-change = Изменение
chart-usual = Обычно
chart-expected = Ожидаемое
chart-expected-from = Ожидаемое, от
chart-expected-to = Ожидаемое, до
chart-outside-expected = Вне ожидаемого ({ $count })
chart-shared-scale = Единая шкала, до
chart-own-scales = У каждой панели своя шкала
chart-equal-slopes = Логарифмическая шкала: равный наклон — равное изменение в процентах
chart-not-shown = не показано
chart-stage = Этап
chart-of-stage-before = От предыдущего этапа
chart-since-publication = После публикации
chart-half-by = половина за
chart-busiest = Самый активный час
chart-greatest = Наибольшее
chart-hour = Час
chart-range = интервал

# A length of time on an axis.
chart-hours = { $number } ч
chart-days = { $number } дн.
