//! Which pages' scripts may read an answer.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use tiraj_model::Sites;
use tower_http::cors::{AllowOrigin, Any, CorsLayer};
use url::Url;

/// The headers that scripts of other origins may read.
const EXPOSED: &str = "x-request-id,x-plausible-dropped,x-tiraj-dropped,retry-after";

/// What anybody may ask: counts, the tracker, whether the server is alive.
pub(super) fn open_to_all() -> CorsLayer {
    layer(AllowOrigin::from(Any))
}

/// What brings events: only pages of hosts that some site allows. A site that names no hosts allows all.
pub(super) fn open_to_pages_of(sites: Sites) -> CorsLayer {
    layer(AllowOrigin::predicate(move |origin, _| is_allowed(&sites, origin)))
}

fn layer(origins: AllowOrigin) -> CorsLayer {
    let exposed = EXPOSED.split(',').map(HeaderName::from_static);
    CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::CONTENT_TYPE])
        .expose_headers(exposed.collect::<Vec<_>>())
        .max_age(Duration::from_hours(24))
}

/// Opens an answer that is no preflight's to all, as the layers above do.
pub(super) fn open_to_everyone(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
}

/// Opens an answer to the page that asked, if it is one of a site.
pub(super) fn open_to_page(sites: &Sites, origin: Option<&HeaderValue>, headers: &mut HeaderMap) {
    if let Some(origin) = origin.filter(|origin| is_allowed(sites, origin)) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    }
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
}

/// An origin without a host, as privacy modes and applications send, is only that of a site that allows all.
fn is_allowed(sites: &Sites, origin: &HeaderValue) -> bool {
    let url = origin.to_str().ok().and_then(|origin| Url::parse(origin).ok());
    let host = url.as_ref().and_then(Url::host_str);
    sites.any(|site| match host {
        Some(host) => site.rules.allows_host(host),
        None => site.rules.allowed_hosts.is_empty(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tiraj_model::Site;

    fn allows(hosts: &[&[&str]], origin: &'static str) -> bool {
        let site = |(number, hosts): (usize, &&[&str])| {
            let mut site = Site::new(format!("site{number}.example").parse().unwrap(), "UTC").unwrap();
            site.rules.allowed_hosts = hosts.iter().map(|host| (*host).to_owned()).collect();
            site
        };
        is_allowed(&Sites::new(hosts.iter().enumerate().map(site)), &HeaderValue::from_static(origin))
    }

    #[test]
    fn an_origin_is_allowed_where_one_site_allows_it() {
        let named: &[&[&str]] = &[&["news.example"], &["*.other.example"]];
        assert!(allows(named, "https://news.example"));
        assert!(allows(named, "https://www.news.example:8443"));
        assert!(allows(named, "http://m.other.example"));
        for foreign in
            ["https://evil.example", "null", "", "news.example", "https://news.example.evil.example"]
        {
            assert!(!allows(named, foreign), "{foreign}");
            assert!(allows(&[&["news.example"], &[]], foreign), "{foreign}");
            assert!(!allows(&[], foreign), "{foreign}");
        }
    }
}
