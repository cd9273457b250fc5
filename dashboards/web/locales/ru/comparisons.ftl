# A count beside what is usual.

-mean-of-four = в среднем за четыре предыдущие недели
-mean-of-three = в среднем за три предыдущие недели с данными
-mean-of-two = в среднем за две предыдущие недели с данными
-one-week = за единственную предыдущую неделю с данными

# $weeks: how many of the four weeks before have data, from 1 on; $change: per cent; $times: a multiple, from ten on.
compared-weeks-same = столько же, сколько { $weeks ->
    [4] { -mean-of-four }
    [3] { -mean-of-three }
    [2] { -mean-of-two }
   *[other] { -one-week }
}
compared-weeks-times = в { $times } { $times ->
    [few] раза
   *[other] раз
} больше, чем { $weeks ->
    [4] { -mean-of-four }
    [3] { -mean-of-three }
    [2] { -mean-of-two }
   *[other] { -one-week }
}
compared-weeks-more = на { $change } больше, чем { $weeks ->
    [4] { -mean-of-four }
    [3] { -mean-of-three }
    [2] { -mean-of-two }
   *[other] { -one-week }
}
compared-weeks-fewer = на { $change } меньше, чем { $weeks ->
    [4] { -mean-of-four }
    [3] { -mean-of-three }
    [2] { -mean-of-two }
   *[other] { -one-week }
}

# $when: one of the phrases below.
compared-weekday-same = столько же, сколько обычно к этому времени { $when }
compared-weekday-times = в { $times } { $times ->
    [few] раза
   *[other] раз
} больше, чем обычно к этому времени { $when }
compared-weekday-more = на { $change } больше, чем обычно к этому времени { $when }
compared-weekday-fewer = на { $change } меньше, чем обычно к этому времени { $when }

on-weekday = { $weekday ->
    [1] по понедельникам
    [2] по вторникам
    [3] по средам
    [4] по четвергам
    [5] по пятницам
    [6] по субботам
   *[other] по воскресеньям
}

# Counts with their nouns.
count-views = { $count } { $count ->
    [one] просмотр
    [few] просмотра
   *[many] просмотров
}
count-readers = { $count } { $count ->
    [one] читатель
    [few] читателя
   *[many] читателей
}
count-shares = { $count } { $count ->
    [one] репост
    [few] репоста
   *[many] репостов
}
