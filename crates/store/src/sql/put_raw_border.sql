-- Says that rollups of a site are computed from events no more before a day of its zone, which begins at a moment.
INSERT INTO raw_borders (site, day, moment)
SELECT
    {site:String},
    toDate(fromUnixTimestamp64Milli({border:Int64}, 'UTC'), {zone:String}),
    fromUnixTimestamp64Milli({border:Int64}, 'UTC')
