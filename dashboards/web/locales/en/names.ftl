# What editors call the members of closed sets.

section-none = No section

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
network-email = Email
network-copy_link = Link copied
network-copy_text = Text copied
network-print = Printed
network-native = Device's share menu
network-other = Other

channel-direct = Direct
channel-search = Search
channel-social = Social networks
channel-messaging = Messengers
channel-news = News aggregators
channel-ai = AI assistants
channel-newsletter = Newsletter
channel-internal = Own pages
channel-campaign = Campaigns
channel-other = Other sites

unknown = Not known

device-desktop = Computer
device-mobile = Phone
device-tablet = Tablet
device-tv = Television
