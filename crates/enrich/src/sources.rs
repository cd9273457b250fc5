//! The places that readers come from, by name and kind, and how a host, an application or a campaign's word finds one.
//!
//! The facts are in `data/sources`, a file a kind. A line is `Name: hosts | words`: a host stands for itself and all
//! below it, `brand.*` for the brand under any top-level domain, a host with a path for the pages below it, and the
//! package of an Android application for itself and its variants; words are what campaigns write as `utm_source`
//! besides name and hosts. A line without a name lists places that go by their host.

use std::collections::HashMap;
use std::sync::LazyLock;

use smol_str::{SmolStr, ToSmolStr};
use tiraj_model::Channel;

/// A place that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) name: &'static str,
    pub(crate) channel: Channel,
}

const TABLES: &[(Channel, &str)] = &[
    (Channel::Messaging, include_str!("../data/sources/messaging.txt")),
    (Channel::Social, include_str!("../data/sources/social.txt")),
    (Channel::Social, include_str!("../data/sources/video.txt")),
    (Channel::News, include_str!("../data/sources/news.txt")),
    (Channel::Ai, include_str!("../data/sources/ai.txt")),
    (Channel::Newsletter, include_str!("../data/sources/mail.txt")),
    (Channel::Search, include_str!("../data/sources/search.txt")),
    (Channel::Campaign, include_str!("../data/sources/ads.txt")),
    (Channel::Referral, include_str!("../data/sources/other.txt")),
];

/// Labels of hosts that say too little to stand for a place in a campaign.
const GENERIC: &[&str] = &[
    "blog", "blogs", "care", "chat", "crawler", "dir", "email", "frontier", "free", "gather", "home",
    "inbox", "info", "live", "mail", "news", "online", "push", "search", "site", "start", "suche", "toolbox",
    "url", "web",
];

/// Second levels that belong to the top, as in `co.uk`.
const SECOND_LEVELS: &[&str] = &["ac", "co", "com", "ne", "net", "or", "org"];

static ATLAS: LazyLock<Atlas> = LazyLock::new(Atlas::read);

/// The tables, by what they are asked for.
#[derive(Debug, Default)]
struct Atlas {
    /// Hosts and packages.
    hosts: HashMap<&'static str, Place>,
    /// Brands that stand for themselves under any top-level domain.
    brands: HashMap<&'static str, Place>,
    /// Beginnings of pages, host first.
    pages: Vec<(&'static str, Place)>,
    /// Labels of hosts, until they are words.
    labels: Vec<(&'static str, Place)>,
    /// Campaigns' words, in lower case.
    words: HashMap<SmolStr, Place>,
}

impl Atlas {
    fn read() -> Self {
        let mut atlas = Self::default();
        for (channel, table) in TABLES {
            let lines = table.lines().filter(|line| !line.starts_with('#'));
            lines.for_each(|line| atlas.add_line(*channel, line));
        }
        // After all words that the tables state, so that `ask` is Ask and not ask.fm.
        std::mem::take(&mut atlas.labels).into_iter().for_each(|(label, place)| atlas.add_word(label, place));
        atlas
    }

    fn add_line(&mut self, channel: Channel, line: &'static str) {
        let Some((name, rest)) = line.split_once(": ") else {
            line.split_whitespace().for_each(|host| self.add_host(host, Place { name: host, channel }));
            return;
        };
        let place = Place { name, channel };
        let (hosts, words) = rest.split_once('|').unwrap_or((rest, ""));
        words.split_whitespace().for_each(|word| self.add_word(word, place));
        self.add_word(name, place);
        hosts.split_whitespace().for_each(|host| self.add_host(host, place));
    }

    fn add_host(&mut self, host: &'static str, place: Place) {
        if host.contains('/') {
            self.pages.push((host, place));
        } else if let Some(brand) = host.strip_suffix(".*") {
            self.brands.insert(brand, place);
            self.add_label(brand, place);
        } else {
            self.hosts.insert(host, place);
            brand(host).into_iter().for_each(|brand| self.add_label(brand, place));
        }
    }

    /// `reddit` of `reddit.com`: campaigns write it as well as the name.
    fn add_label(&mut self, label: &'static str, place: Place) {
        if label.len() > 2 && !label.contains('.') && !GENERIC.contains(&label) {
            self.labels.push((label, place));
        }
    }

    /// The first place that claims a word has it; tables stand in the order in which they are believed.
    fn add_word(&mut self, word: &str, place: Place) {
        self.words.entry(word.to_lowercase().to_smolstr()).or_insert(place);
    }
}

/// The place of a host: by the host itself, by its brand under any top-level domain, then by each domain above it.
pub(crate) fn find_host(host: &str) -> Option<Place> {
    let mut rest = host;
    loop {
        let by_brand = || brand(rest).and_then(|brand| ATLAS.brands.get(brand));
        if let Some(place) = ATLAS.hosts.get(rest).or_else(by_brand) {
            return Some(*place);
        }
        rest = rest.split_once('.')?.1;
    }
}

/// The place of an application: by its package, then by what the package is a variant of.
pub(crate) fn find_app(package: &str) -> Option<Place> {
    let mut rest = package;
    loop {
        if let Some(place) = ATLAS.hosts.get(rest) {
            return Some(*place);
        }
        rest = rest.rsplit_once('.')?.0;
    }
}

/// The place of a page, where its host has several.
pub(crate) fn find_page(page: &str) -> Option<Place> {
    let is_below =
        |prefix: &str| page.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    ATLAS.pages.iter().find(|(prefix, _)| is_below(prefix)).map(|(_, place)| *place)
}

/// The place that a campaign means by a word in lower case.
pub(crate) fn find_word(word: &str) -> Option<Place> {
    ATLAS.words.get(word).copied().or_else(|| if word.contains('.') { find_host(word) } else { None })
}

/// What a host's labels say of a place that no table has. Webmasters everywhere name such hosts alike.
pub(crate) fn guess_channel(host: &str) -> Option<Channel> {
    let (first, rest) = host.split_once('.')?;
    let own = brand(host).unwrap_or_default().rsplit('.').next().unwrap_or_default();
    let is_below = own != first;
    let top = rest.rsplit('.').next().unwrap_or_default();
    let plain = first.trim_end_matches(|c: char| c.is_ascii_digit());
    match plain {
        _ if host.split('.').rev().skip(2).any(is_search_label) || is_engine(own) => Some(Channel::Search),
        "mail" | "webmail" | "email" | "roundcube" | "owa" | "zimbra" | "poczta" | "posta" if is_below => {
            Some(Channel::Newsletter)
        }
        "forum" | "forums" | "foro" | "community" if is_below => Some(Channel::Social),
        "chat" if top == "ai" => Some(Channel::Ai),
        _ if plain.contains("mastodon") || plain.contains("mstdn") => Some(Channel::Social),
        _ if top == "social" => Some(Channel::Social),
        _ => None,
    }
}

/// A label below a domain that means search in one of the languages of portals.
fn is_search_label(label: &str) -> bool {
    const WORDS: &[&str] = &[
        "search", "suche", "ricerca", "buscador", "busca", "pesquisa", "szukaj", "hledani", "poisk",
        "zoeken", "arama", "axtar", "otsing",
    ];
    let is_word = |word: &&str| label.starts_with(*word) || label.ends_with(*word);
    !label.contains("research") && WORDS.iter().any(is_word)
}

/// A domain that calls itself a search, as `epicsearch.in`.
fn is_engine(label: &str) -> bool {
    label.ends_with("search") && !label.ends_with("research")
}

/// `brand` of `brand.com`, `brand.co.uk`, and `news.brand` of `news.brand.az`.
fn brand(host: &str) -> Option<&str> {
    let (rest, _) = host.rsplit_once('.')?;
    match rest.rsplit_once('.') {
        Some((above, second)) if SECOND_LEVELS.contains(&second) => Some(above),
        _ => Some(rest),
    }
}

#[cfg(test)]
mod tests;
