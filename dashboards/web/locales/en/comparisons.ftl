# A count beside what is usual.

-mean-of-four = the mean of the four weeks before
-mean-of-three = the mean of the three earlier weeks with data
-mean-of-two = the mean of the two earlier weeks with data
-one-week = the one earlier week with data

# $weeks: how many of the four weeks before have data, from 1 on; $change: per cent; $times: a multiple, from ten on.
compared-weeks-same = as many as { $weeks ->
    [4] { -mean-of-four }
    [3] { -mean-of-three }
    [2] { -mean-of-two }
   *[other] { -one-week }
}
compared-weeks-times = { $times } times { $weeks ->
    [4] { -mean-of-four }
    [3] { -mean-of-three }
    [2] { -mean-of-two }
   *[other] { -one-week }
}
compared-weeks-more = { $change } more than { $weeks ->
    [4] { -mean-of-four }
    [3] { -mean-of-three }
    [2] { -mean-of-two }
   *[other] { -one-week }
}
compared-weeks-fewer = { $change } fewer than { $weeks ->
    [4] { -mean-of-four }
    [3] { -mean-of-three }
    [2] { -mean-of-two }
   *[other] { -one-week }
}

# $when: one of the phrases below.
compared-weekday-same = as many as usual by this time { $when }
compared-weekday-times = { $times } times what is usual by this time { $when }
compared-weekday-more = { $change } more than usual by this time { $when }
compared-weekday-fewer = { $change } fewer than usual by this time { $when }

on-weekday = { $weekday ->
    [1] on a Monday
    [2] on a Tuesday
    [3] on a Wednesday
    [4] on a Thursday
    [5] on a Friday
    [6] on a Saturday
   *[other] on a Sunday
}

# Counts with their nouns.
count-views = { $count ->
    [one] { $count } view
   *[other] { $count } views
}
count-readers = { $count ->
    [one] { $count } reader
   *[other] { $count } readers
}
count-shares = { $count ->
    [one] { $count } share
   *[other] { $count } shares
}
