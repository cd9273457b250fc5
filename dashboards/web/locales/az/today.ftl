# Today's page and its charts.

today-total = Hələlik { $total }.
today-total-compared = Hələlik { $total }, { $comparison }.
today-chart = Bu gün saat-saat
today-chart-unit = Hər tam saatda baxışlar, { $day }
today-label = Bu gün
today-usual = Həftənin bu günü adətən
today-chart-sections = Bölmələr üzrə baxışlar
today-chart-sections-unit = Bu günün baxışları, { $day }
today-chart-networks = Şəbəkələr üzrə paylaşımlar
today-chart-networks-unit = Bu günün paylaşımları, { $day }
