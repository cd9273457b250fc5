# The weekly report.

weekly-title = { $site }, { $week } həftəsi
weekly-subject = { $site }: { $period } həftəsi
weekly-heading = { $period } həftəsi
weekly-about = ISO həftəsi { $week } · saat qurşağı: { $zone } · hesablanıb: { $moment }
weekly-figures = Əsas göstəricilər
weekly-usually = adətən { $value }
weekly-numbers = Rəqəmlər: { $title }
weekly-new = yeni

# Sentences made from figures.
weekly-nothing = Bu həftə heç bir baxış qeydə alınmayıb.
weekly-total = { $total }.
weekly-total-compared = { $total } – { $comparison }.
weekly-share-rate = Hər 100 baxışa düşən paylaşım: { $rate }.
weekly-busiest = Ən çox oxunan gün: { $day } – { $views }.
weekly-most-read = Ən çox oxunan məqalə: “{ $title }” – { $views }.
weekly-next = Növbəti həftə təxminən { $expected } baxış gözlənilir; beş həftədən dördündə bu rəqəm { $low } ilə { $high } arasında olmalıdır.

weekly-note-demo = Bunlar nümunə məlumatdır: təxəyyül məhsulu olan redaksiyanın simulyasiya edilmiş oxucuları.
weekly-note-running = Həftə hələ bitməyib: onun indiyədək olan göstəriciləri tam həftələrlə müqayisə olunur.
weekly-note-weeks = { $weeks ->
    [0] Əvvəlki dörd həftənin heç biri üzrə məlumat yoxdur, ona görə də heç nə müqayisə edilmir.
    [1] Müqayisə məlumatı olan yeganə əvvəlki həftə ilə aparılıb; heç bir baxışı olmayan həftələr nəzərə alınmayıb.
    [2] Müqayisə məlumatı olan əvvəlki iki həftənin orta göstəricisi ilə aparılıb; heç bir baxışı olmayan həftələr nəzərə alınmayıb.
    [3] Müqayisə məlumatı olan əvvəlki üç həftənin orta göstəricisi ilə aparılıb; heç bir baxışı olmayan həftələr nəzərə alınmayıb.
   *[other] Müqayisə əvvəlki dörd həftənin orta göstəricisi ilə aparılıb.
}
weekly-note-zone = Günlər və saatlar { $zone } saat qurşağı ilədir.

# Charts.
weekly-this-week = Bu həftə
weekly-usual = Əvvəlki həftələrin ortalaması
weekly-weeks-before = Əvvəlki həftələr
weekly-chart-days = Günlər üzrə baxışlar
weekly-chart-hours = Həftə saat-saat
weekly-chart-hours-unit = Saatda baxış
weekly-chart-map = Sayt nə vaxt oxunur
weekly-chart-map-unit = Həftənin günləri və saatları üzrə baxışlar
weekly-chart-map-cell = saatda baxış
weekly-chart-sections = Bölmələr üzrə baxışlar
weekly-chart-articles = Ən çox oxunan məqalələr
weekly-chart-networks = Şəbəkələr üzrə paylaşımlar
weekly-chart-channels = Oxucular haradan gəlib
weekly-chart-outlook = Bu həftə və növbəti həftədən gözlənilən

# Tables, and the sheets of the workbook.
weekly-articles = Məqalələr
weekly-sections = Bölmələr
weekly-movement = Yüksələnlər və enənlər
weekly-movement-intro = Əvvəlki həftələrin orta göstəricisinə nisbətən; kiçik rəqəmlər önə çıxmasın deyə ən gözlənilməz dəyişmələr əvvəldə verilib. Bu həftə çıxan məqalələr yenidir və siyahıya düşmür.
weekly-articles-rising = Yüksələn məqalələr
weekly-articles-falling = Enən məqalələr
weekly-sections-rising = Yüksələn bölmələr
weekly-sections-falling = Enən bölmələr
weekly-none = Yoxdur.
weekly-more = və tam hesabatda daha { $count } sətir
weekly-open = Tam hesabatı açın
weekly-channels = Oxucular haradan gəlib
weekly-definitions = Bu göstəricilər haqqında

sheet-report = Hesabat
sheet-days = Günlər
sheet-hours = Saatlar
sheet-outlook = Növbəti həftə
sheet-sections = Bölmələr
sheet-articles = Məqalələr
sheet-movement = Yüksələn və enən
sheet-networks = Paylaşımlar
sheet-channels = Mənbələr
sheet-title = { $site }: { $period } ({ $week })
sheet-expected = Gözlənilən baxış sayı
sheet-from-80 = 5-dən 4-ü: ən az
sheet-from-95 = 20-dən 19-u: ən az
sheet-to = ən çox
sheet-all-days = Yeddi günün cəmi
sheet-what = Nə
sheet-difference = Baxış fərqi
sheet-article-rising = Yüksələn məqalə
sheet-article-falling = Enən məqalə
sheet-section-rising = Yüksələn bölmə
sheet-section-falling = Enən bölmə
