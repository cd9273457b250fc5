# What is counted, and what that means.

metric-views = Baxışlar
metric-views-text = Səhifənin insanlar tərəfindən neçə dəfə açıldığı. Məlum botlar nəzərə alınmır; yenidən yükləmə yenə sayılır.
metric-readers = Oxucular
metric-readers-text = Kukilərsiz ayırd edilə bildiyi qədər fərqli ziyarətçilər. Ziyarətçinin nişanı hər gün dəyişir, buna görə də həftənin üç günündə gələn bir nəfər həmin həftənin üç oxucusu sayılır.
metric-shares = Paylaşımlar
metric-shares-text = Oxucunun neçə dəfə paylaşım düyməsini basdığı, keçidi kopyaladığı və ya məqaləni çap etdiyi.
metric-share-rate = Paylaşım nisbəti
metric-share-rate-text = Paylaşımların sayının baxışların sayına nisbəti.
