//! From a referrer and campaign parameters to a place and its kind.

use std::collections::HashMap;
use std::sync::LazyLock;

use smol_str::{SmolStr, format_smolstr};
use tiraj_model::{Channel, ReferrerSource, Utm};
use url::Url;

use super::sources::{MEDIA, PLACES, Place};

/// A referring page without its query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referrer {
    /// Host in lower case without `www.`, or an Android package.
    pub host: SmolStr,
    /// What is stored: host and path, or the `android-app://` address.
    pub page: SmolStr,
    /// Whether the host is the package of an Android application.
    pub is_app: bool,
}

/// Takes a referrer apart. `None` where it is empty or no web page and no application.
#[must_use]
pub fn parse_referrer(text: &str) -> Option<Referrer> {
    let url = Url::parse(text.trim()).ok()?;
    let host = url.host_str()?;
    match url.scheme() {
        "http" | "https" => {
            let host = SmolStr::new(host.strip_prefix("www.").unwrap_or(host));
            let page = format_smolstr!("{host}{}", tiraj_model::normalise_path(url.path()));
            let page = page.strip_suffix('/').map_or(page.clone(), SmolStr::new);
            Some(Referrer { host, page, is_app: false })
        }
        "android-app" => {
            let host = SmolStr::new(host.to_ascii_lowercase());
            Some(Referrer { page: format_smolstr!("android-app://{host}"), host, is_app: true })
        }
        _ => None,
    }
}

/// Names where a view came from. `is_own` says that the referrer is a page of the site itself.
///
/// A campaign wins over the referrer, because whoever set the link wrote down what it is. Then the site's own pages are
/// internal, known places go by their name, and any other host by itself.
#[must_use]
pub fn find_source(referrer: Option<&Referrer>, is_own: bool, utm: &Utm) -> ReferrerSource {
    let place = referrer.filter(|_| !is_own).map(name_referrer);
    if utm.source.is_empty() && utm.medium.is_empty() && utm.campaign.is_empty() {
        return match place {
            Some(place) => place,
            None if is_own => ReferrerSource { name: SmolStr::default(), channel: Channel::Internal },
            None => ReferrerSource { name: SmolStr::default(), channel: Channel::Direct },
        };
    }
    name_campaign(utm, place.as_ref())
}

/// Whether a host is known for referrer spam.
#[must_use]
pub fn is_spammer(_host: &str) -> bool {
    false
}

fn name_referrer(referrer: &Referrer) -> ReferrerSource {
    match find_place(&referrer.host) {
        Some(place) => ReferrerSource { name: SmolStr::new_static(place.name), channel: place.channel },
        None => {
            let name = if referrer.is_app { &referrer.page } else { &referrer.host };
            ReferrerSource { name: name.clone(), channel: Channel::Referral }
        }
    }
}

fn name_campaign(utm: &Utm, place: Option<&ReferrerSource>) -> ReferrerSource {
    let declared = utm.source.to_ascii_lowercase();
    let known = ALIASES.get(declared.as_str()).copied().or_else(|| find_place(&declared));
    let name = match known {
        Some(known) => SmolStr::new_static(known.name),
        None if utm.source.is_empty() => place.map_or(SmolStr::default(), |place| place.name.clone()),
        None => utm.source.clone(),
    };
    let medium = utm.medium.to_ascii_lowercase();
    let by_medium = MEDIA.iter().find(|(name, _)| *name == medium).map(|(_, channel)| *channel);
    let newsletter = declared.contains("newsletter").then_some(Channel::Newsletter);
    // A medium that is not in the list (cpc, banner, push) says that somebody paid or pushed: a campaign.
    let by_source = known.filter(|_| medium.is_empty() || medium == "referral").map(|known| known.channel);
    let channel = by_medium.or(newsletter).or(by_source).unwrap_or(Channel::Campaign);
    ReferrerSource { name, channel }
}

static HOSTS: LazyLock<HashMap<&str, &Place>> = LazyLock::new(|| {
    PLACES.iter().flat_map(|place| place.hosts.iter().map(move |host| (*host, place))).collect()
});

static ALIASES: LazyLock<HashMap<String, &Place>> = LazyLock::new(|| {
    let names = |place: &'static Place| {
        let aliases = place.aliases.iter().map(|alias| (*alias).to_owned());
        std::iter::once(place.name.to_ascii_lowercase()).chain(aliases).map(move |name| (name, place))
    };
    PLACES.iter().flat_map(names).collect()
});

/// The place of a host: by the host itself, by its brand under any top-level domain, then by each domain above it.
fn find_place(host: &str) -> Option<&'static Place> {
    let mut rest = host;
    loop {
        if let Some(place) = HOSTS.get(rest) {
            return Some(place);
        }
        if let Some(place) = brand(rest).and_then(|brand| HOSTS.get(brand.as_str())) {
            return Some(place);
        }
        rest = rest.split_once('.')?.1;
    }
}

/// `brand.*` for `brand.com`, `brand.co.uk`, `news.brand.az`; `None` where what follows is too long for a top-level domain.
fn brand(host: &str) -> Option<SmolStr> {
    let mut labels = host.rsplit('.');
    let top = labels.next().filter(|label| label.len() <= 4)?;
    let cut = match labels.next()? {
        // A second level such as `co` or `com` belongs to the top, unless nothing would be left.
        second if matches!(second, "co" | "com" | "org" | "net") && labels.next().is_some() => {
            top.len() + second.len() + 2
        }
        _ => top.len() + 1,
    };
    Some(format_smolstr!("{}.*", &host[..host.len() - cut]))
}

#[cfg(test)]
#[path = "referrer_tests.rs"]
mod tests;
