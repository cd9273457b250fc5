# What charts say by themselves.

chart-no-data = Məlumat yoxdur.
chart-others = Digər ({ $count })
chart-unknown = Naməlum
chart-new = yeni
chart-name = Ad
chart-country = Ölkə
chart-time = Vaxt
chart-total = Cəmi
chart-share = Ümumi pay
chart-change = Dəyişmə
chart-usual = Adətən
chart-expected = Gözlənilən
chart-expected-from = Gözlənilən, ən az
chart-expected-to = Gözlənilən, ən çox
chart-outside-expected = Gözləniləndən kənar ({ $count })
chart-shared-scale = Hamısı üçün bir miqyas, ən çox
chart-own-scales = Hər xananın öz miqyası var
chart-equal-slopes = Loqarifmik miqyas: eyni meyl faizlə eyni dəyişmə deməkdir
chart-not-shown = göstərilmir
chart-stage = Mərhələ
chart-of-stage-before = Əvvəlki mərhələdən
chart-since-publication = Dərcdən sonra
chart-half-by = yarım ömür:
chart-busiest = Ən sıx saat
chart-greatest = Ən çox
chart-hour = Saat
chart-range = interval

# A length of time on an axis.
chart-hours = { $number } saat
chart-days = { $number } gün
