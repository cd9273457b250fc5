-- At which moment begins the first day of a site whose rollups may be computed from events, in seconds since 1970? 0 where all may.
SELECT toInt64(toUnixTimestamp(max(moment))) AS border FROM raw_borders WHERE site = {site:String}
