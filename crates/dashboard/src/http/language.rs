//! In which language a page is shown: the one that its address asks for, that was asked for before, or that the browser likes best.

use http::HeaderValue;
use http::header;
use http::request::Parts;
use tiraj_model::Language;
use url::form_urlencoded;

use super::cookies::Cookie;

/// The parameter that asks for a language.
const PARAMETER: &str = "lang";

/// The language of a page for who asks; English where nothing is known.
pub(super) fn of(parts: &Parts, is_secure: bool) -> Language {
    let chosen = || Cookie::Language.read(&parts.headers, is_secure)?.parse().ok();
    asked(parts.uri.query()).or_else(chosen).or_else(|| liked(parts)).unwrap_or_default()
}

/// The header that has a browser remember the language that an address asks for; none where it asks for none.
pub(super) fn remember(query: Option<&str>, is_secure: bool) -> Option<HeaderValue> {
    asked(query).map(|language| Cookie::Language.set(language.as_str(), is_secure))
}

fn asked(query: Option<&str>) -> Option<Language> {
    let mut pairs = form_urlencoded::parse(query?.as_bytes());
    pairs.find(|(name, _)| name == PARAMETER).and_then(|(_, value)| value.parse().ok())
}

/// The first language of `Accept-Language`, by weight, that pages are in.
fn liked(parts: &Parts) -> Option<Language> {
    let header = parts.headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let one = |item: &str| {
        let (name, weight) = item.split_once(";q=").unwrap_or((item, "1"));
        let weight: f32 = weight.trim().parse().ok()?;
        let language: Language = name.trim().get(..2)?.to_ascii_lowercase().parse().ok()?;
        (weight > 0.0).then_some((language, weight))
    };
    // Of those of the same weight the first is meant.
    header
        .split(',')
        .filter_map(one)
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
        .map(|(language, _)| language)
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    fn shown(address: &str, headers: &[(&str, &str)]) -> Language {
        let request = headers
            .iter()
            .fold(Request::get(address), |request, (name, value)| request.header(*name, *value));
        of(&request.body(()).unwrap().into_parts().0, false)
    }

    #[test]
    fn the_address_wins_over_what_was_chosen_before_and_that_over_the_browser() {
        let cookie = ("cookie", "a=b; tiraj-language=ru");
        let browser = ("accept-language", "de, en;q=0.5, az;q=0.8, ru;q=0");
        assert_eq!(shown("/?lang=az", &[cookie, browser]), Language::Az);
        assert_eq!(shown("/?lang=xx", &[cookie, browser]), Language::Ru);
        assert_eq!(shown("/", &[browser]), Language::Az);
        assert_eq!(shown("/", &[("accept-language", "az-AZ,ru;q=0.9")]), Language::Az);
        assert_eq!(shown("/", &[("accept-language", "é, *, ;q=x")]), Language::En);
        assert_eq!(shown("/", &[]), Language::En);
    }

    #[test]
    fn what_an_address_asks_for_is_remembered() {
        assert!(
            remember(Some("site=a&lang=ru"), false)
                .unwrap()
                .to_str()
                .unwrap()
                .starts_with("tiraj-language=ru; Max-Age=")
        );
        assert!(remember(Some("site=a&lang=xx"), false).is_none() && remember(None, false).is_none());
    }
}
