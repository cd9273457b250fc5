//! From a referrer and campaign parameters to a place and its kind.

use smol_str::{SmolStr, format_smolstr};
use tiraj_model::{Channel, ReferrerSource, Utm};
use url::Url;

use crate::campaign::name_campaign;
use crate::sources;

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
    choose_source(referrer.map(name_referrer).as_ref(), is_own, utm)
}

/// The same for a referrer whose place is known already.
#[must_use]
pub fn choose_source(place: Option<&ReferrerSource>, is_own: bool, utm: &Utm) -> ReferrerSource {
    let place = place.filter(|_| !is_own);
    if utm.source.is_empty() && utm.medium.is_empty() && utm.campaign.is_empty() {
        return match place {
            Some(place) => place.clone(),
            None if is_own => ReferrerSource { name: SmolStr::default(), channel: Channel::Internal },
            None => ReferrerSource { name: SmolStr::default(), channel: Channel::Direct },
        };
    }
    name_campaign(utm, place)
}

/// The place of a referrer. One that nobody knows goes by its host.
pub(crate) fn name_referrer(referrer: &Referrer) -> ReferrerSource {
    let known = if referrer.is_app {
        sources::find_app(&referrer.host)
    } else {
        sources::find_page(&referrer.page).or_else(|| sources::find_host(&referrer.host))
    };
    if let Some(place) = known {
        return ReferrerSource { name: SmolStr::new_static(place.name), channel: place.channel };
    }
    let name = if referrer.is_app { &referrer.page } else { &referrer.host };
    let guessed = if referrer.is_app { None } else { sources::guess_channel(&referrer.host) };
    ReferrerSource { name: name.clone(), channel: guessed.unwrap_or(Channel::Referral) }
}

#[cfg(test)]
#[path = "referrer_tests.rs"]
mod tests;
