# What all reports and charts have in common.

report-demo = demo data
report-imprint = { $site } · { $period } · times in { $zone }
report-own-zone = the site's own zone
report-made-by = Made by Tiraj.

column-all-shares = Of all shares
column-all-views = Of all views
column-article = Article
column-authors = Authors
column-change = Change
column-channel = Channel
column-day = Day
column-language = Language
column-name = Name
column-network = Network
column-path = Path
column-section = Section
column-source = Source
column-sources = Greatest sources
column-title = Title
column-usual = Usual
column-usual-shares = Usual shares
column-usual-views = Usual views
