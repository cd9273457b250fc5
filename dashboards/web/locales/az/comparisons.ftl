# A count beside what is usual. Nouns keep the singular after a number.

-mean-of-four = { $case ->
   *[nominative] əvvəlki dörd həftənin orta göstəricisi
    [ablative] əvvəlki dörd həftənin orta göstəricisindən
}
-mean-of-three = { $case ->
   *[nominative] məlumatı olan əvvəlki üç həftənin orta göstəricisi
    [ablative] məlumatı olan əvvəlki üç həftənin orta göstəricisindən
}
-mean-of-two = { $case ->
   *[nominative] məlumatı olan əvvəlki iki həftənin orta göstəricisi
    [ablative] məlumatı olan əvvəlki iki həftənin orta göstəricisindən
}
-one-week = { $case ->
   *[nominative] məlumatı olan yeganə əvvəlki həftənin göstəricisi
    [ablative] məlumatı olan yeganə əvvəlki həftənin göstəricisindən
}

# $weeks: how many of the four weeks before have data, from 1 on; $change: per cent; $times: a multiple, from ten on.
compared-weeks-same = { $weeks ->
    [4] { -mean-of-four }
    [3] { -mean-of-three }
    [2] { -mean-of-two }
   *[other] { -one-week }
} qədər
compared-weeks-times = { $weeks ->
    [4] { -mean-of-four(case: "ablative") }
    [3] { -mean-of-three(case: "ablative") }
    [2] { -mean-of-two(case: "ablative") }
   *[other] { -one-week(case: "ablative") }
} { $times } dəfə çox
compared-weeks-more = { $weeks ->
    [4] { -mean-of-four(case: "ablative") }
    [3] { -mean-of-three(case: "ablative") }
    [2] { -mean-of-two(case: "ablative") }
   *[other] { -one-week(case: "ablative") }
} { $change } çox
compared-weeks-fewer = { $weeks ->
    [4] { -mean-of-four(case: "ablative") }
    [3] { -mean-of-three(case: "ablative") }
    [2] { -mean-of-two(case: "ablative") }
   *[other] { -one-week(case: "ablative") }
} { $change } az

# $when: one of the phrases below.
compared-weekday-same = { $when } bu vaxta adətən olduğu qədər
compared-weekday-times = { $when } bu vaxta adətən olduğundan { $times } dəfə çox
compared-weekday-more = { $when } bu vaxta adətən olduğundan { $change } çox
compared-weekday-fewer = { $when } bu vaxta adətən olduğundan { $change } az

on-weekday = { $weekday ->
    [1] bazar ertəsi günləri
    [2] çərşənbə axşamı günləri
    [3] çərşənbə günləri
    [4] cümə axşamı günləri
    [5] cümə günləri
    [6] şənbə günləri
   *[other] bazar günləri
}

# Counts with their nouns.
count-views = { $count } baxış
count-readers = { $count } oxucu
count-shares = { $count } paylaşım
