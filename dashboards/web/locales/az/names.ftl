# What editors call the members of closed sets.

section-none = Bölməsiz

network-facebook = Facebook
network-x = X
network-telegram = Telegram
network-whatsapp = WhatsApp
network-linkedin = LinkedIn
network-vk = VK
network-ok = Odnoklassniki
network-viber = Viber
network-instagram = Instagram
network-youtube = YouTube
network-email = E-poçt
network-copy_link = Keçid kopyalanıb
network-copy_text = Mətn kopyalanıb
network-print = Çap edilib
network-native = Cihazın paylaşım menyusu
network-other = Digər

channel-direct = Birbaşa
channel-search = Axtarış
channel-social = Sosial şəbəkələr
channel-messaging = Messencerlər
channel-news = Xəbər aqreqatorları
channel-ai = Süni intellekt köməkçiləri
channel-newsletter = Xəbər bülleteni
channel-internal = Saytın öz səhifələri
channel-campaign = Kampaniyalar
channel-other = Digər saytlar

unknown = Məlum deyil

device-desktop = Kompüter
device-mobile = Telefon
device-tablet = Planşet
device-tv = Televizor
