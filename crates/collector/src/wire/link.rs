//! What a clicked link is for, told by where it leads: sharing the page, following the newsroom elsewhere, or just
//! leading away.
//!
//! The tracker could tell this itself, but not in two kilobytes; and networks change the forms of their links more
//! often than sites change their pages.

use tiraj_model::ShareNetwork;
use url::Url;

/// A link that leads away from the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Link {
    /// It offers the page to others.
    Share(ShareNetwork),
    /// It leads to a channel, a page, a profile or an application, where a reader can stay with the newsroom.
    Follow {
        /// Where that is: a share network's name, `tiktok`, `app_store`, `google_play` or `google_news`.
        network: &'static str,
        /// Host and path.
        address: String,
    },
    /// Any other.
    Outbound {
        /// Host and path.
        address: String,
    },
}

/// Where a link leads, as its network sees it.
struct Target<'a> {
    url: &'a Url,
    /// The parts of the path that are not empty; the host comes first where an application's scheme stands for it.
    path: Vec<&'a str>,
}

/// Whether a link does something.
type Rule = fn(&Target) -> bool;

/// How a network's links look: does it share, does it follow.
struct Network {
    name: &'static str,
    /// The registered domains, and the schemes with their colon.
    domains: &'static [&'static str],
    shares: Option<(ShareNetwork, Rule)>,
    follows: Rule,
}

/// No link of the network does this.
const NEVER: Rule = |_| false;

/// Sharers that have no network of their own among ours.
const OTHERS: &[&str] =
    &["reddit.com", "pinterest.com", "tumblr.com", "threads.net", "threads.com", "bsky.app", "line.me"];

const NETWORKS: &[Network] = &[
    Network {
        name: "facebook",
        domains: &["facebook.com", "fb.com", "fb-messenger:"],
        shares: Some((ShareNetwork::Facebook, |to| {
            to.begins(&["sharer", "sharer.php", "share.php"])
                || to.path == ["share"]
                || to.has_pair("dialog", &["share", "feed", "send"])
        })),
        follows: |to| match to.path[..] {
            ["profile.php"] => true,
            ["pages" | "people" | "groups", _] | ["pages" | "people", _, _] => true,
            [page] => !to.begins(&["watch", "login", "events", "search", "reel"]) && !page.ends_with(".php"),
            _ => false,
        },
    },
    Network {
        name: "x",
        domains: &["x.com", "twitter.com"],
        shares: Some((ShareNetwork::X, |to| {
            to.path == ["share"]
                || to.has_pair("intent", &["tweet", "post"])
                || to.path == ["home"] && to.asks(&["status"])
        })),
        follows: |to| {
            to.has_pair("intent", &["follow", "user"])
                || to.path.len() == 1 && !to.begins(&["home", "search", "explore", "login", "hashtag", "i"])
        },
    },
    Network {
        name: "telegram",
        domains: &["t.me", "telegram.me", "tg:"],
        shares: Some((ShareNetwork::Telegram, |to| to.begins(&["share", "msg", "msg_url"]))),
        follows: |to| match to.path[..] {
            [name] => name != "iv",
            ["s" | "joinchat", _] => true,
            _ => false,
        },
    },
    Network {
        name: "whatsapp",
        domains: &["whatsapp.com", "wa.me", "whatsapp:"],
        // With a number it is a message to somebody.
        shares: Some((ShareNetwork::Whatsapp, |to| {
            (to.path.is_empty() || to.path == ["send"]) && to.asks(&["text"]) && !to.asks(&["phone"])
        })),
        follows: |to| to.begins(&["channel"]),
    },
    Network {
        name: "linkedin",
        domains: &["linkedin.com"],
        shares: Some((ShareNetwork::Linkedin, |to| {
            to.begins(&["shareArticle", "sharing", "cws"]) || to.path == ["feed"] && to.asks(&["shareActive"])
        })),
        follows: |to| to.path.len() == 2 && to.begins(&["company", "in", "school", "showcase"]),
    },
    Network {
        name: "vk",
        domains: &["vk.com", "vk.ru", "vkontakte.ru"],
        shares: Some((ShareNetwork::Vk, |to| to.begins(&["share", "share.php"]))),
        // A post, a photograph or a film has its numbers in its name: `wall-1_2`.
        follows: |to| matches!(to.path[..], [name] if !name.contains('-') && !name.ends_with(".php")),
    },
    Network {
        name: "ok",
        domains: &["ok.ru", "odnoklassniki.ru"],
        shares: Some((ShareNetwork::Ok, |to| {
            to.path == ["offer"]
                || to.path == ["dk"] && to.url.query().is_some_and(|query| query.contains("hare"))
        })),
        follows: |to| match to.path[..] {
            [name] => !matches!(name, "dk" | "video"),
            ["group" | "profile", _] => true,
            _ => false,
        },
    },
    Network {
        name: "viber",
        domains: &["viber.com", "viber:"],
        shares: Some((ShareNetwork::Viber, |to| to.begins(&["forward"]))),
        follows: |to| {
            to.begins(&["pa", "chat", "add"])
                || to
                    .url
                    .host_str()
                    .is_some_and(|host| host.starts_with("invite.") || host.starts_with("chats."))
        },
    },
    Network {
        name: "email",
        domains: &["mailto:"],
        // With an address it is a letter to somebody.
        shares: Some((ShareNetwork::Email, |to| to.path.is_empty())),
        follows: NEVER,
    },
    Network {
        name: "youtube",
        domains: &["youtube.com"],
        shares: None,
        follows: |to| match to.path[..] {
            ["channel" | "c" | "user", _, ..] => true,
            [name, ..] => name.starts_with('@'),
            _ => false,
        },
    },
    Network {
        name: "instagram",
        domains: &["instagram.com"],
        shares: None,
        follows: |to| to.path.len() == 1 && !to.begins(&["explore", "reels", "accounts"]),
    },
    Network {
        name: "tiktok",
        domains: &["tiktok.com"],
        shares: None,
        follows: |to| matches!(to.path[..], [name] if name.starts_with('@')),
    },
    Network {
        name: "app_store",
        domains: &["apps.apple.com", "itunes.apple.com"],
        shares: None,
        follows: |to| to.path.contains(&"app"),
    },
    Network {
        name: "google_play",
        domains: &["play.google.com"],
        shares: None,
        follows: |to| to.has_pair("store", &["apps"]),
    },
    Network {
        name: "google_news",
        domains: &["news.google.com"],
        shares: None,
        follows: |to| to.begins(&["publications"]),
    },
];

impl Link {
    /// What an absolute address is for; `None` where it leads nowhere.
    pub(super) fn read(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let target = Target::of(&url);
        let address = format!("{}{}", url.host_str().unwrap_or_default(), url.path());
        if let Some(network) = NETWORKS.iter().find(|network| target.is_at(network.domains)) {
            match network.shares {
                Some((share, does)) if does(&target) => return Some(Self::Share(share)),
                _ if (network.follows)(&target) => {
                    return Some(Self::Follow { network: network.name, address });
                }
                _ => {}
            }
        }
        if target.is_at(OTHERS) && target.has_any(&["submit", "share", "intent", "shareArticle", "create"]) {
            return Some(Self::Share(ShareNetwork::Other));
        }
        matches!(url.scheme(), "http" | "https").then_some(Self::Outbound { address })
    }
}

impl<'a> Target<'a> {
    fn of(url: &'a Url) -> Self {
        // `tg://resolve` names in the place of a host what is to be done.
        let action = url.host_str().filter(|_| !url.scheme().starts_with("http"));
        let path = action.into_iter().chain(url.path().split('/')).filter(|part| !part.is_empty()).collect();
        Self { url, path }
    }

    fn is_at(&self, domains: &[&str]) -> bool {
        let host = self.url.host_str().unwrap_or_default();
        domains.iter().any(|domain| match domain.strip_suffix(':') {
            Some(scheme) => self.url.scheme() == scheme,
            None => host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')),
        })
    }

    fn begins(&self, names: &[&str]) -> bool {
        self.path.first().is_some_and(|first| names.contains(first))
    }

    fn has_any(&self, names: &[&str]) -> bool {
        self.path.iter().any(|part| names.contains(part))
    }

    /// Whether one part is followed by one of others.
    fn has_pair(&self, first: &str, then: &[&str]) -> bool {
        self.path.windows(2).any(|pair| pair[0] == first && then.contains(&pair[1]))
    }

    /// Whether the query has one of the keys, with a value.
    fn asks(&self, keys: &[&str]) -> bool {
        self.url.query_pairs().any(|(key, value)| keys.contains(&&*key) && !value.is_empty())
    }
}

#[cfg(test)]
#[path = "link_tests.rs"]
mod tests;
