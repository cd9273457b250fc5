//! The names under which browsers and systems are shown, whichever rules found them.

/// Browsers: the name of uap-core, or the one that a program gives itself, and the name that people use.
const BROWSERS: &[(&str, &str)] = &[
    ("Amazon Silk", "Silk"),
    ("Android", "Android Browser"),
    ("Baidu Box App", "Baidu"),
    ("BlackBerry WebKit", "BlackBerry Browser"),
    ("Chrome Mobile", "Chrome"),
    ("Chrome Mobile WebView", "Mobile App"),
    ("Chrome Mobile iOS", "Chrome"),
    ("DuckDuckGo Mobile", "DuckDuckGo"),
    ("Edge", "Microsoft Edge"),
    ("Edge Mobile", "Microsoft Edge"),
    ("FacebookBot", "facebookexternalhit"),
    ("Firefox Alpha", "Firefox"),
    ("Firefox Beta", "Firefox"),
    ("Firefox Focus", "Firefox"),
    ("Firefox Klar", "Firefox"),
    ("Firefox Mobile", "Firefox"),
    ("Firefox iOS", "Firefox"),
    ("Google", "Google App"),
    ("IE", "Internet Explorer"),
    ("IE Mobile", "Internet Explorer"),
    ("MiuiBrowser", "MIUI Browser"),
    ("Mobile Safari", "Safari"),
    ("Mobile Safari UI/WKWebView", "Mobile App"),
    ("Opera Coast", "Opera"),
    ("Opera GX", "Opera"),
    ("Opera Mini", "Opera"),
    ("Opera Mobile", "Opera"),
    ("Opera Tablet", "Opera"),
    ("Opera Touch", "Opera"),
    ("QQ Browser Mini", "QQ Browser"),
    ("QQ Browser Mobile", "QQ Browser"),
    ("RuxitSynthetic", "Ruxit Synthetic"),
    ("Samsung Internet", "Samsung Browser"),
    ("Twitter", "X (Twitter)"),
    ("WeChat Browser", "WeChat"),
    ("YandexSearch", "Yandex Browser"),
    ("python-requests", "Python Requests"),
    ("Other", ""),
];

/// Systems likewise.
const SYSTEMS: &[(&str, &str)] = &[
    ("Chromecast Android", "Chromecast"),
    ("Chromecast Linux", "Chromecast"),
    ("Chromecast SmartSpeaker", "Chromecast"),
    ("Linux", "GNU/Linux"),
    ("Mac OS", "Mac"),
    ("Mac OS X", "Mac"),
    ("WatchOS", "watchOS"),
    ("Web0S", "webOS"),
    ("Other", ""),
];

/// The name that people use for a browser; most go by the name that uap-core writes.
#[must_use]
pub fn shown_browser(family: &str) -> &str {
    find(BROWSERS, family)
}

/// The name that people use for an operating system.
#[must_use]
pub fn shown_system(family: &str) -> &str {
    find(SYSTEMS, family)
}

fn find<'a>(names: &[(&str, &'static str)], family: &'a str) -> &'a str {
    names.iter().find(|(name, _)| *name == family).map_or(family, |(_, shown)| shown)
}

#[cfg(test)]
mod tests {
    use super::super::{browser_tables, system_tables};
    use super::*;

    #[test]
    fn the_built_in_tables_use_the_shown_names() {
        for (_, name) in browser_tables::APPS.iter().chain(browser_tables::BROWSERS) {
            assert_eq!(shown_browser(name), *name);
        }
        for (_, name) in system_tables::SYSTEMS {
            assert_eq!(shown_system(name), *name);
        }
    }

    #[test]
    fn names_that_people_use_stay() {
        assert_eq!(shown_browser("Vivaldi"), "Vivaldi");
        assert_eq!(shown_browser("Edge"), "Microsoft Edge");
        assert_eq!(shown_system("Mac OS X"), "Mac");
    }
}
