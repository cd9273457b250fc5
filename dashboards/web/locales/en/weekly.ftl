# The weekly report.

weekly-title = { $site }, week { $week }
weekly-subject = { $site }: the week { $period }
weekly-heading = The week { $period }
weekly-about = ISO week { $week } · times in { $zone } · computed { $moment }
weekly-figures = Headline figures
weekly-usually = usually { $value }
weekly-numbers = The numbers: { $title }
weekly-new = new

# Sentences made from figures.
weekly-nothing = No views were counted in this week.
weekly-total = { $total }.
weekly-total-compared = { $total }, { $comparison }.
weekly-share-rate = { $rate } shares for every 100 views.
weekly-busiest = Busiest day: { $day }, with { $views }.
weekly-most-read = Most read: “{ $title }”, { $views }.
weekly-next = Next week: about { $expected } { $expected ->
    [one] view
   *[other] views
} expected; in four weeks of five it should be between { $low } and { $high }.

weekly-note-demo = This is demo data: simulated readers of a sample newsroom.
weekly-note-running = The week is not over: its figures so far are compared with whole weeks.
weekly-note-weeks = { $weeks ->
    [0] None of the four weeks before has data, so nothing is compared.
    [1] Compared with the one earlier week with data; weeks without any view are left out.
    [2] Compared with the mean of the two earlier weeks with data; weeks without any view are left out.
    [3] Compared with the mean of the three earlier weeks with data; weeks without any view are left out.
   *[other] Compared with the mean of the four weeks before.
}
weekly-note-zone = Days and hours are those of { $zone }.

# Charts.
weekly-this-week = This week
weekly-usual = Mean of the weeks before
weekly-weeks-before = Weeks before
weekly-chart-days = Views by day
weekly-chart-hours = The week hour by hour
weekly-chart-hours-unit = Views per hour
weekly-chart-map = When the site is read
weekly-chart-map-unit = Views by weekday and hour
weekly-chart-map-cell = views per hour
weekly-chart-sections = Views by section
weekly-chart-articles = Most read articles
weekly-chart-networks = Shares by network
weekly-chart-channels = Where readers came from
weekly-chart-outlook = This week, and what the next is expected to bring

# Tables, and the sheets of the workbook.
weekly-articles = Articles
weekly-sections = Sections
weekly-movement = What rose, what fell
weekly-movement-intro = Against the mean of the weeks before; the most surprising first, so that tiny numbers do not lead. What came out this week is new and not listed.
weekly-articles-rising = Articles that rose
weekly-articles-falling = Articles that fell
weekly-sections-rising = Sections that rose
weekly-sections-falling = Sections that fell
weekly-none = None.
weekly-more = and { $count } more in the full report
weekly-open = Open the full report
weekly-channels = Where readers came from
weekly-definitions = About these figures

sheet-report = Report
sheet-days = Days
sheet-hours = Hours
sheet-outlook = Next week
sheet-sections = Sections
sheet-articles = Articles
sheet-movement = Rose and fell
sheet-networks = Shares
sheet-channels = Sources
sheet-title = { $site }: { $period } ({ $week })
sheet-expected = Expected views
sheet-from-80 = 4 of 5: from
sheet-from-95 = 19 of 20: from
sheet-to = to
sheet-all-days = All seven days
sheet-what = What
sheet-difference = Views more
sheet-article-rising = Article rising
sheet-article-falling = Article falling
sheet-section-rising = Section rising
sheet-section-falling = Section falling
