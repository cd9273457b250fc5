//! The pixel's query: `/p.gif?site=news.example&url=…&ref=…&title=…`, for pages without script.

use tiraj_model::EventKind;

use super::WireError;
use crate::raw_event::RawEvent;

/// The longest query, in bytes: a URL, a referrer and a title in their percent-encoded forms.
const MAX_QUERY: usize = 16_384;

/// Reads a view from the pixel's query. Where the query names no page, the `Referer` of the pixel's request does: it is
/// the page that shows the pixel. Unknown parameters are ignored, since mail and AMP platforms add their own.
///
/// # Errors
/// When the query is too long, site or page are missing, or the platform is unknown.
pub fn read_query(query: &str, referer: &str) -> Result<RawEvent, WireError> {
    if query.len() > MAX_QUERY {
        return Err(WireError::too_long(format!("the query is longer than {MAX_QUERY} bytes; shorten it")));
    }
    let mut event = RawEvent::new(EventKind::View, "", "");
    for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let field = match &*key {
            "site" => &mut event.site,
            "url" => &mut event.url,
            "ref" => &mut event.referrer,
            "title" => &mut event.title,
            "id" => &mut event.id,
            "platform" => {
                event.platform = value.parse().map_err(|error| WireError::unknown("platform", &error))?;
                continue;
            }
            _ => continue,
        };
        *field = value.into_owned();
    }
    if event.url.is_empty() {
        referer.clone_into(&mut event.url);
    }
    match (event.site.is_empty(), event.url.is_empty()) {
        (true, _) => Err(WireError::missing("site")),
        (_, true) => Err(WireError::missing("url")),
        _ => Ok(event),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiraj_model::{DropReason, Platform};

    #[test]
    fn a_query_is_a_view() {
        let query = "site=news.example&url=https%3A%2F%2Fnews.example%2Fa&ref=https://t.me/x&title=%C5%9Eu%C5%9Fa\
                     &platform=amp&id=7&utm_source=amp";
        let event = read_query(query, "").unwrap();
        assert_eq!((event.site.as_str(), event.url.as_str()), ("news.example", "https://news.example/a"));
        assert_eq!((event.referrer.as_str(), event.title.as_str()), ("https://t.me/x", "Şuşa"));
        assert_eq!((event.platform, event.id.as_str()), (Platform::Amp, "7"));
    }

    #[test]
    fn the_page_that_shows_the_pixel_is_its_url() {
        let event = read_query("site=news.example", "https://news.example/b").unwrap();
        assert_eq!(event.url, "https://news.example/b");
    }

    #[test]
    fn what_is_missing_or_strange_is_named() {
        for (query, reason, named) in [
            ("", DropReason::MissingField, "`site`"),
            ("url=https://news.example/", DropReason::MissingField, "`site`"),
            ("site=news.example", DropReason::MissingField, "`url`"),
            ("site=a.b&url=https://a.b&platform=fax", DropReason::UnknownName, "`fax`"),
            (&"x".repeat(MAX_QUERY + 1), DropReason::TooLong, "query"),
        ] {
            let error = read_query(query, "").unwrap_err();
            assert_eq!(error.reason, reason, "{query}");
            assert!(error.message.contains(named), "{error}");
        }
    }
}
