# What charts say by themselves.

chart-no-data = Nothing was counted.
chart-others = Other ({ $count })
chart-unknown = Unknown
chart-new = new
chart-name = Name
chart-country = Country
chart-time = Time
chart-total = Total
chart-share = Part of all
chart-change = Change
chart-usual = Usual
chart-expected = Expected
chart-expected-from = Expected from
chart-expected-to = Expected to
chart-outside-expected = Outside the expected ({ $count })
chart-shared-scale = One scale for all, up to
chart-own-scales = Each panel has a scale of its own
chart-equal-slopes = Logarithmic scale: equal slopes are equal changes in per cent
chart-not-shown = not shown
chart-stage = Step
chart-of-stage-before = Of the step before
chart-since-publication = Since publication
chart-half-by = half within
chart-busiest = Busiest hour
chart-greatest = Greatest
chart-hour = Hour
chart-range = range

# A length of time on an axis.
chart-hours = { $number } h
chart-days = { $number } d
