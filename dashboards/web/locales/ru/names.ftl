# What editors call the members of closed sets.

section-none = Без рубрики

network-facebook = Facebook
network-x = X
network-telegram = Telegram
network-whatsapp = WhatsApp
network-linkedin = LinkedIn
network-vk = ВКонтакте
network-ok = Одноклассники
network-viber = Viber
network-instagram = Instagram
network-youtube = YouTube
network-email = Эл. почта
network-copy_link = Ссылка скопирована
network-copy_text = Текст скопирован
network-print = Распечатано
network-native = Меню устройства
network-other = Прочие

channel-direct = Прямые заходы
channel-search = Поиск
channel-social = Социальные сети
channel-messaging = Мессенджеры
channel-news = Новостные агрегаторы
channel-ai = ИИ-ассистенты
channel-newsletter = Рассылка
channel-internal = Свои страницы
channel-campaign = Кампании
channel-other = Другие сайты

unknown = Неизвестно

device-desktop = Компьютер
device-mobile = Телефон
device-tablet = Планшет
device-tv = Телевизор
