# What is counted, and what that means.

metric-views = Views
metric-views-text = Times a page was opened by a person. Known bots are left out; a reload counts again.
metric-readers = Readers
metric-readers-text = Distinct visitors, as far as they can be told apart without cookies. A visitor's mark changes every day, so a person who comes on three days of a week is three readers of that week.
metric-shares = Shares
metric-shares-text = Times a reader pressed a share button, copied the link or printed the article.
metric-share-rate = Share rate
metric-share-rate-text = Shares divided by views.
