//! From where a reader comes.

use rand::RngExt;
use smol_str::SmolStr;
use tiraj_model::{Channel, Platform, Utm};

use crate::draw::{Dice, by_weight};

/// A way to the site, as admission would have told it from referrer and campaign.
#[derive(Debug)]
pub(crate) struct Arrival {
    pub(crate) channel: Channel,
    pub(crate) source: &'static str,
    pub(crate) referrer: &'static str,
    /// Source, medium and campaign of the link.
    utm: Option<[&'static str; 3]>,
    pub(crate) platform: Platform,
}

impl Arrival {
    const fn new(channel: Channel, source: &'static str, referrer: &'static str) -> Self {
        Self { channel, source, referrer, utm: None, platform: Platform::Web }
    }

    const fn tagged(mut self, source: &'static str, medium: &'static str, campaign: &'static str) -> Self {
        self.utm = Some([source, medium, campaign]);
        self
    }

    const fn on(mut self, platform: Platform) -> Self {
        self.platform = platform;
        self
    }

    /// The campaign parameters.
    pub(crate) fn utm(&self) -> Utm {
        self.utm.map_or_else(Utm::default, |texts| {
            let [source, medium, campaign] = texts.map(SmolStr::new_static);
            Utm { source, medium, campaign, ..Utm::default() }
        })
    }
}

/// The ways of an ordinary hour.
const WAYS: &[(u32, Arrival)] = &[
    (270, Arrival::new(Channel::Direct, "", "")),
    (205, Arrival::new(Channel::Search, "Google", "google.com")),
    (20, Arrival::new(Channel::Search, "Google", "google.com").on(Platform::Amp)),
    (22, Arrival::new(Channel::Search, "Yandex", "yandex.ru")),
    (9, Arrival::new(Channel::Search, "Bing", "bing.com")),
    (110, Arrival::new(Channel::Social, "Facebook", "m.facebook.com")),
    (34, Arrival::new(Channel::Social, "Facebook", "facebook.com")),
    (40, Arrival::new(Channel::Social, "Instagram", "l.instagram.com")),
    (18, Arrival::new(Channel::Social, "X (Twitter)", "t.co")),
    (12, Arrival::new(Channel::Social, "VK", "vk.com")),
    (8, Arrival::new(Channel::Social, "YouTube", "youtube.com")),
    (7, Arrival::new(Channel::Social, "LinkedIn", "linkedin.com")),
    (58, Arrival::new(Channel::Messaging, "WhatsApp", "web.whatsapp.com")),
    (40, Arrival::new(Channel::Messaging, "Telegram", "web.telegram.org")),
    (52, Arrival::new(Channel::News, "Google News", "news.google.com")),
    (14, Arrival::new(Channel::Ai, "ChatGPT", "chatgpt.com")),
    (5, Arrival::new(Channel::Ai, "Perplexity", "perplexity.ai")),
    (22, Arrival::new(Channel::Newsletter, "newsletter", "").tagged("newsletter", "email", "morning")),
    (10, Arrival::new(Channel::Campaign, "partner", "").tagged("partner", "banner", "autumn")),
    (16, Arrival::new(Channel::Referral, "Wikipedia", "az.wikipedia.org/wiki/Bakı")),
    (10, Arrival::new(Channel::Referral, "partner.example", "partner.example/news")),
    (8, Arrival::new(Channel::Direct, "", "").on(Platform::Rss)),
];

/// The ways from a post in the newsroom's Telegram channel: its links are marked.
const POST: &[(u32, Arrival)] = &[
    (5, Arrival::new(Channel::Messaging, "Telegram", "").tagged("telegram", "messenger", "channel")),
    (
        3,
        Arrival::new(Channel::Messaging, "Telegram", "web.telegram.org").tagged(
            "telegram",
            "messenger",
            "channel",
        ),
    ),
    (
        2,
        Arrival::new(Channel::Messaging, "Telegram", "")
            .tagged("telegram", "messenger", "channel")
            .on(Platform::InstantView),
    ),
];

/// The way of one reader; front pages are mostly typed or bookmarked.
pub(crate) fn draw(by_post: bool, front: bool, dice: &mut Dice) -> &'static Arrival {
    if by_post {
        by_weight(POST, dice)
    } else if front && dice.random_bool(0.7) {
        &WAYS[0].1
    } else {
        by_weight(WAYS, dice)
    }
}
