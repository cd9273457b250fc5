# What all reports and charts have in common.

report-demo = nümunə məlumat
report-imprint = { $site } · { $period } · vaxt: { $zone }
report-own-zone = saytın öz saat qurşağı
report-made-by = Tiraj ilə hazırlanıb.

column-all-shares = Bütün paylaşımlardan
column-all-views = Bütün baxışlardan
column-article = Məqalə
column-authors = Müəlliflər
column-change = Dəyişmə
column-channel = Kanal
column-day = Gün
column-language = Dil
column-name = Ad
column-network = Şəbəkə
column-path = Ünvan
column-section = Bölmə
column-source = Mənbə
column-sources = Ən böyük mənbələr
column-title = Başlıq
column-usual = Adətən
column-usual-shares = Adi paylaşım sayı
column-usual-views = Adi baxış sayı
