//! The places that readers come from: hosts and application packages, by name and kind.

use tiraj_model::Channel::{self, Ai, Messaging, News, Newsletter, Search, Social};

/// A place by its hosts. A host stands for itself and all below it; `brand.*` for the brand under any top-level domain.
/// An entry for a longer host wins over one for a shorter.
pub(crate) struct Place {
    pub(crate) name: &'static str,
    pub(crate) channel: Channel,
    pub(crate) hosts: &'static [&'static str],
    /// What campaigns write as `utm_source`, in lower case, besides the name and the hosts.
    pub(crate) aliases: &'static [&'static str],
}

const fn place(
    name: &'static str,
    channel: Channel,
    hosts: &'static [&'static str],
    aliases: &'static [&'static str],
) -> Place {
    Place { name, channel, hosts, aliases }
}

/// Every place that is known by name.
pub(crate) const PLACES: &[Place] = &[
    // Messengers.
    place(
        "Telegram",
        Messaging,
        &[
            "t.me",
            "telegram.me",
            "telegram.org",
            "telegra.ph",
            "tgstat.*",
            "org.telegram.messenger",
            "org.telegram.messenger.web",
            "org.telegram.plus",
            "org.thunderdog.challegram",
        ],
        &["tg"],
    ),
    place("WhatsApp", Messaging, &["whatsapp.com", "wa.me", "com.whatsapp", "com.whatsapp.w4b"], &["wa"]),
    place("Viber", Messaging, &["viber.com", "com.viber.voip"], &[]),
    place("Messenger", Messaging, &["messenger.com", "m.me", "com.facebook.orca"], &[]),
    place("Signal", Messaging, &["signal.org", "org.thoughtcrime.securesms"], &[]),
    place("Discord", Messaging, &["discord.com", "discord.gg", "discordapp.com", "com.discord"], &[]),
    place("Slack", Messaging, &["slack.com", "com.slack"], &[]),
    // Social networks.
    place(
        "Facebook",
        Social,
        &["facebook.com", "fb.com", "fb.me", "com.facebook.katana", "com.facebook.lite"],
        &["fb"],
    ),
    place("Instagram", Social, &["instagram.com", "com.instagram.android"], &["ig", "insta"]),
    place("Threads", Social, &["threads.net", "threads.com", "com.instagram.barcelona"], &[]),
    place("X (Twitter)", Social, &["x.com", "twitter.com", "t.co", "com.twitter.android"], &["x", "twitter"]),
    place("VK", Social, &["vk.com", "vk.ru", "vkontakte.ru", "vk.cc", "vk.me", "com.vkontakte.android"], &[]),
    place("Odnoklassniki", Social, &["ok.ru", "odnoklassniki.ru", "ru.ok.android"], &["ok"]),
    place("YouTube", Social, &["youtube.com", "youtu.be", "com.google.android.youtube"], &["yt"]),
    place("TikTok", Social, &["tiktok.com", "com.zhiliaoapp.musically", "com.ss.android.ugc.trill"], &[]),
    place("LinkedIn", Social, &["linkedin.com", "lnkd.in", "com.linkedin.android"], &[]),
    place("Reddit", Social, &["reddit.com", "redd.it", "com.reddit.frontpage"], &[]),
    place("Pinterest", Social, &["pinterest.*", "pin.it", "com.pinterest"], &[]),
    place("Bluesky", Social, &["bsky.app", "xyz.blueskyweb.app"], &["bsky"]),
    place("Mastodon", Social, &["mastodon.social", "org.joinmastodon.android"], &[]),
    place("LiveJournal", Social, &["livejournal.com"], &[]),
    place("Pikabu", Social, &["pikabu.ru"], &[]),
    // News aggregators.
    place("Google News", News, &["news.google.com", "com.google.android.apps.magazines"], &[]),
    place("Google Discover", News, &["com.google.android.googlequicksearchbox", "discover.google.com"], &[]),
    place(
        "Yandex News",
        News,
        &["news.yandex.*", "dzen.ru", "zen.yandex.*", "newssearch.yandex.*"],
        &["dzen"],
    ),
    place("Mail.ru News", News, &["news.mail.ru"], &[]),
    place("Rambler News", News, &["news.rambler.ru"], &[]),
    place("Flipboard", News, &["flipboard.com", "flip.it", "flipboard.app"], &[]),
    place("SmartNews", News, &["smartnews.com", "jp.gocro.smartnews.android"], &[]),
    place("MSN", News, &["msn.com"], &[]),
    place("Feedly", News, &["feedly.com"], &[]),
    place("Day.Az", News, &["day.az"], &[]),
    // AI assistants.
    place("ChatGPT", Ai, &["chatgpt.com", "chat.openai.com", "openai.com", "com.openai.chatgpt"], &[]),
    place("Perplexity", Ai, &["perplexity.ai", "pplx.ai", "ai.perplexity.app.android"], &[]),
    place(
        "Google Gemini",
        Ai,
        &["gemini.google.com", "bard.google.com", "com.google.android.apps.bard"],
        &["gemini"],
    ),
    place(
        "Microsoft Copilot",
        Ai,
        &["copilot.microsoft.com", "copilot.com", "copilot.cloud.microsoft"],
        &["copilot"],
    ),
    place("Claude", Ai, &["claude.ai", "com.anthropic.claude"], &[]),
    place("DeepSeek", Ai, &["deepseek.com"], &[]),
    place("Grok", Ai, &["grok.com", "grok.x.ai"], &[]),
    place("Mistral", Ai, &["chat.mistral.ai"], &[]),
    place("Meta AI", Ai, &["meta.ai"], &[]),
    place("Phind", Ai, &["phind.com"], &[]),
    place("You.com", Ai, &["you.com"], &[]),
    place("Alice", Ai, &["alice.yandex.*", "a.ya.ru"], &[]),
    place("GigaChat", Ai, &["giga.chat", "gigachat.ru"], &[]),
    // Web mail: a link in a mail is a newsletter's, as far as a newsroom can tell.
    place("Gmail", Newsletter, &["mail.google.com", "com.google.android.gm"], &[]),
    place("Yandex Mail", Newsletter, &["mail.yandex.*"], &[]),
    place("Mail.ru Mail", Newsletter, &["e.mail.ru", "ru.mail.mailapp"], &[]),
    place(
        "Outlook",
        Newsletter,
        &["outlook.live.com", "outlook.office.com", "com.microsoft.office.outlook"],
        &[],
    ),
    // Search engines.
    place("Google", Search, &["google.*", "com.google.android.gms"], &[]),
    place("Yandex", Search, &["yandex.*", "ya.ru", "yastatic.net", "ru.yandex.searchplugin"], &[]),
    place("Bing", Search, &["bing.com"], &[]),
    place("DuckDuckGo", Search, &["duckduckgo.com", "duck.com", "com.duckduckgo.mobile.android"], &["ddg"]),
    place("Mail.ru", Search, &["go.mail.ru", "mail.ru"], &[]),
    place("Rambler", Search, &["rambler.ru", "nova.rambler.ru"], &[]),
    place("Yahoo!", Search, &["yahoo.*", "search.yahoo.*"], &["yahoo"]),
    place("Ecosia", Search, &["ecosia.org"], &[]),
    place("Brave", Search, &["search.brave.com"], &[]),
    place("Baidu", Search, &["baidu.com"], &[]),
    place("Sogou", Search, &["sogou.com"], &[]),
    place("Startpage", Search, &["startpage.com"], &[]),
    place("Qwant", Search, &["qwant.com"], &[]),
    place("Kagi", Search, &["kagi.com"], &[]),
    place("Seznam", Search, &["search.seznam.cz"], &[]),
    // Places that have a name but no kind of their own.
    place("Wikipedia", Channel::Referral, &["wikipedia.org", "org.wikipedia"], &[]),
];

/// `utm_medium`, in lower case, and the kind of visit that it declares.
pub(crate) const MEDIA: &[(&str, Channel)] = &[
    ("email", Newsletter),
    ("e-mail", Newsletter),
    ("mail", Newsletter),
    ("newsletter", Newsletter),
    ("social", Social),
    ("social-media", Social),
    ("social_media", Social),
    ("sm", Social),
    ("smm", Social),
    ("messenger", Messaging),
    ("messaging", Messaging),
    ("chat", Messaging),
    ("organic", Search),
];
