//! What campaign parameters declare.

use smol_str::SmolStr;
use tiraj_model::{Channel, ReferrerSource, Utm};

use crate::referrer::{Referrer, name_referrer};
use crate::sources::{self, Place};

/// How campaigns mark that they have paid for a source.
const ADS: &[&str] = &["-ads", "_ads", " ads", ".ads", "ads", "-ad", "_ad", "-paid", "_paid"];

/// Click ids, the place whose advertisements carry each, and what the visit's `utm_medium` becomes.
const CLICKS: &[(&str, &str, &str)] = &[
    ("gclid", "Google", "(gclid)"),
    ("gbraid", "Google", "(gclid)"),
    ("wbraid", "Google", "(gclid)"),
    ("msclkid", "Bing", "(msclkid)"),
];

/// `utm_medium` in lower case, and the kind of visit that it declares.
const MEDIA: &[(&str, Channel)] = &[
    ("organic", Channel::Search),
    ("search", Channel::Search),
    ("seo", Channel::Search),
    ("social", Channel::Social),
    ("sm", Channel::Social),
    ("smm", Channel::Social),
    ("smo", Channel::Social),
    ("soc", Channel::Social),
    ("community", Channel::Social),
    ("messenger", Channel::Messaging),
    ("messaging", Channel::Messaging),
    ("messengers", Channel::Messaging),
    ("chat", Channel::Messaging),
    ("im", Channel::Messaging),
    ("sms", Channel::Messaging),
    ("mail", Channel::Newsletter),
    ("rss", Channel::News),
    ("feed", Channel::News),
    ("ai", Channel::Ai),
    ("llm", Channel::Ai),
    ("chatbot", Channel::Ai),
];

/// Words anywhere in `utm_medium` that say the visit was paid for or pushed.
const PAID: &[&str] = &[
    "cp",
    "ppc",
    "paid",
    "retarget",
    "remarket",
    "display",
    "banner",
    "expandable",
    "interstitial",
    "cross-network",
    "affiliate",
    "audio",
    "push",
    "mobile",
    "notification",
    "advert",
    "sponsor",
    "promo",
    "teaser",
    "native",
    "programmatic",
    "(gclid)",
    "(msclkid)",
];

/// Words anywhere in `utm_source` or `utm_medium` that mean a mailing.
const MAILINGS: &[&str] = &["newsletter", "email", "e-mail", "e_mail", "e mail", "mailing", "digest"];

/// Marks a visit that a click id shows to be paid, where no medium says so: the place's advertisements carry the id on
/// to the page. The id of another place proves nothing, since links are copied with all that hangs on them.
pub fn mark_paid_click(referrer: Option<&Referrer>, utm: &mut Utm) {
    if utm.click_id.is_empty() || !utm.medium.is_empty() {
        return;
    }
    let Some((_, place, medium)) = CLICKS.iter().find(|(id, ..)| *id == utm.click_id) else { return };
    let is_place = if utm.source.is_empty() {
        referrer.is_some_and(|referrer| name_referrer(referrer).name == *place)
    } else {
        sources::find_word(&utm.source.to_lowercase()).is_some_and(|known| known.name == *place)
    };
    if is_place {
        utm.medium = SmolStr::new_static(medium);
    }
}

/// Names a visit that carries campaign parameters; `place` is that of its referrer.
pub(crate) fn name_campaign(utm: &Utm, place: Option<&ReferrerSource>) -> ReferrerSource {
    let declared = Declared::read(&utm.source);
    let name = match declared.place {
        Some(known) => SmolStr::new_static(known.name),
        None if utm.source.is_empty() => place.map_or(SmolStr::default(), |place| place.name.clone()),
        None => utm.source.clone(),
    };
    let own = declared.place.map(|known| known.channel);
    let referring = place.filter(|_| utm.source.is_empty()).map(|place| place.channel);
    let fallback = own.or(referring).filter(|channel| *channel != Channel::Referral);
    let channel = if declared.is_paid { None } else { channel_of(utm, fallback) };
    ReferrerSource { name, channel: channel.unwrap_or(Channel::Campaign) }
}

/// The kind that the medium declares, else the source, else `fallback`. `None` for a visit that was paid for.
fn channel_of(utm: &Utm, fallback: Option<Channel>) -> Option<Channel> {
    let (source, medium) = (utm.source.to_lowercase(), utm.medium.to_lowercase());
    // An empty text, as most media are, holds no word; that is seen at once.
    let has = |text: &str, words: &[&str]| !text.is_empty() && words.iter().any(|word| text.contains(word));
    if has(&medium, PAID) || is_advertisement(&medium) {
        return None;
    }
    if has(&medium, MAILINGS) {
        return Some(Channel::Newsletter);
    }
    let by_list = MEDIA.iter().find(|(name, _)| *name == medium).map(|(_, channel)| *channel);
    let by_word = (medium.contains("social") || medium.contains("video")).then_some(Channel::Social);
    match by_list.or(by_word) {
        // Whoever writes `social` of a messenger means no more than that.
        Some(Channel::Social) if fallback == Some(Channel::Messaging) => fallback,
        Some(channel) => Some(channel),
        None if has(&source, MAILINGS) => Some(Channel::Newsletter),
        None if source == "sms" => Some(Channel::Messaging),
        None => fallback.or_else(|| sources::find_word(&medium).map(|place| place.channel)),
    }
}

fn is_advertisement(medium: &str) -> bool {
    medium.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "ad" | "ads" | "adv"))
}

/// A campaign's source.
struct Declared {
    place: Option<Place>,
    is_paid: bool,
}

impl Declared {
    fn read(source: &str) -> Self {
        let word = source.trim().to_lowercase();
        if let Some(place) = sources::find_word(&word) {
            return Self { place: Some(place), is_paid: place.channel == Channel::Campaign };
        }
        let advertising = ADS.iter().find_map(|ads| sources::find_word(word.strip_suffix(ads)?));
        Self { place: advertising, is_paid: advertising.is_some() }
    }
}
