//! The name that a program gives itself in its user agent.

use smol_str::SmolStr;

use super::version::read_version;

/// The longest name that is kept.
const MAX_NAME: usize = 40;

/// Words that name a trade and not a program: the words before them belong to the name.
const TRADES: &[&str] = &[
    "bot",
    "robot",
    "crawler",
    "webcrawler",
    "spider",
    "scraper",
    "fetcher",
    "indexer",
    "monitor",
    "scanner",
    "preview",
];

/// What stands in the names of machines besides letters and digits.
const SPACED: &[char] = &[' ', '!'];

/// What follows `compatible` in browsers.
const COMPATIBLE_BROWSERS: &[&str] =
    &["MSIE", "Konqueror", "U", "Mozilla", "Windows NT", "Linux", "Linux x86"];

/// Products that a relative of Chrome or Safari names besides its own.
const USUAL: &[&str] = &[
    "AppleWebKit",
    "CEF",
    "Channel",
    "Chrome",
    "Chromium",
    "CriOS",
    "Electron",
    "Gecko",
    "JsSdk",
    "Language",
    "Mobile",
    "Model",
    "NetType",
    "Qt",
    "QtWebEngine",
    "Safari",
    "SmartTV",
    "T7",
    "TBS",
    "Ubuntu",
    "Version",
    "WebKit",
    "WebView",
    "like",
];

/// A name and its version, both empty where there is none.
pub(super) type Product = (SmolStr, SmolStr);

/// What a machine calls itself: after `compatible`, as the first thing if that has a version, or by the word that gave
/// it away.
pub(super) fn name_machine(text: &str, word: Option<(usize, usize)>) -> Product {
    let leading = || name_leading(text, SPACED);
    name_compatible(text)
        .or_else(|| leading().filter(|(_, version)| !version.is_empty()))
        .or_else(|| word.and_then(|(start, end)| name_around(text, start, end)))
        .or_else(leading)
        .unwrap_or_default()
}

/// The product token that an agent begins with, unless it is the common ancestor.
pub(super) fn lead_product(text: &str) -> Product {
    name_leading(text, &[]).unwrap_or_default()
}

/// The product of its own that a relative of Chrome or Safari names beside the usual ones.
pub(super) fn relative_product(text: &str) -> Option<Product> {
    let (_, rest) = text.split_once("like Gecko)")?;
    let products = rest.split(' ').filter_map(|token| token.split_once('/'));
    products
        .filter(|(name, _)| !USUAL.contains(name) && name.starts_with(|c: char| c.is_ascii_alphabetic()))
        .find_map(|(name, version)| keep(name, version, &[]))
}

/// Whether a word is the one by which most machines call themselves.
pub(super) fn is_trade(word: &str) -> bool {
    ["bot", "crawl", "spider"].iter().any(|trade| word.eq_ignore_ascii_case(trade))
}

/// Whether a place in a text is part of an address of the web or of mail.
pub(super) fn is_in_address(text: &str, at: usize) -> bool {
    let part = |c: char| c.is_ascii_whitespace() || matches!(c, '(' | ')' | ';' | ',');
    let start = text[..at].rfind(part).map_or(0, |found| found + 1);
    let chunk = text[start..].split(part).next().unwrap_or_default();
    chunk.contains("://") || chunk.contains("www.") || chunk.contains('@') || text[..at].ends_with(['/', '.'])
}

/// The token around a word; where that is only a trade, with the words before it.
fn name_around(text: &str, start: usize, end: usize) -> Option<Product> {
    let head = text.get(..start)?;
    let from = head.rfind(|c| !is_name_char(c)).map_or(0, |at| at + next_len(head, at));
    let to = end + text.get(end..)?.find(|c| !is_name_char(c)).unwrap_or(text.len() - end);
    let token = &text[from..to];
    let opens = head.rfind(['(', ';', ',', ')', '|']).map_or(0, |at| at + 1);
    let whole = text[opens.min(from)..to].trim();
    let trade = TRADES.iter().any(|trade| token.eq_ignore_ascii_case(trade));
    let name = if trade && whole.len() <= MAX_NAME && !whole.contains('/') { whole } else { token };
    keep(name, &text[to..], SPACED)
}

/// What an agent says it is after `compatible`.
fn name_compatible(text: &str) -> Option<Product> {
    let (_, rest) = text.rsplit_once("ompatible;")?;
    let rest = rest.trim_start();
    let end = rest.find(['/', ';', ')', '(', ',']).unwrap_or(rest.len());
    keep(rest[..end].trim_end(), &rest[end..], SPACED)
        .filter(|(name, _)| !COMPATIBLE_BROWSERS.contains(&name.as_str()))
}

/// What an agent begins with, unless it is an ancestor's name.
fn name_leading(text: &str, allowed: &[char]) -> Option<Product> {
    let end = text.find(['/', ';', '(', ',', '[']).unwrap_or(text.len());
    let name = text[..end].trim();
    if ["mozilla", "chrome", "safari", "opera"].iter().any(|browser| name.eq_ignore_ascii_case(browser)) {
        return None;
    }
    keep(name, &text[end..], allowed)
}

/// The name without the version that stands in it, if it is one that may be kept.
fn keep(name: &str, rest: &str, allowed: &[char]) -> Option<Product> {
    let (name, inner) = match name.rsplit_once(' ') {
        Some((name, version))
            if version.trim_start_matches(['v', 'V']).starts_with(|c: char| c.is_ascii_digit()) =>
        {
            (name, Some(version.trim_start_matches(['v', 'V'])))
        }
        _ => (name, None),
    };
    let name = name.trim_matches(['+', '-', '.', '_', '\'', '"', '*']);
    let sane = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') || allowed.contains(&c);
    if name.is_empty() || name.len() > MAX_NAME || !name.chars().all(sane) || name.starts_with("http") {
        return None;
    }
    let version = inner.unwrap_or_else(|| rest.trim_start_matches(['/', ' ', 'v', 'V']));
    Some((SmolStr::new(name), read_version(version)))
}

fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '!')
}

fn next_len(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, word: &str, expect: [&str; 2]) {
        let word = text.find(word).filter(|_| !word.is_empty()).map(|at| (at, at + word.len()));
        let (name, version) = name_machine(text, word);
        assert_eq!([name.as_str(), version.as_str()], expect, "{text}");
    }

    #[test]
    fn machines_are_named() {
        check("Mozilla/5.0 (compatible; NewsBot/2.1; +http://a.example/bot.html)", "Bot", ["NewsBot", "2.1"]);
        check("Some web spider/4.0(+http://a.example)", "spider", ["Some web spider", "4.0"]);
        check("Mozilla/5.0 (compatible; Reader of Pages/2.2w)", "", ["Reader of Pages", "2.2"]);
        check("Screening Seo Spider 1.1", "Spider", ["Screening Seo Spider", "1.1"]);
        check("Maker/1.2 (a crawler of pages)", "crawler", ["Maker", "1.2"]);
        check("Thing/1.0 +http://a.example", "", ["Thing", "1.0"]);
        check("Mozilla/5.0 (Windows)", "", ["", ""]);
    }

    #[test]
    fn unknown_programs_keep_their_product_if_it_is_sane() {
        assert_eq!(lead_product("NewsApp/3.2 (iPhone; iOS 18.0)"), ("NewsApp".into(), "3.2".into()));
        for strange in ["Mozilla/5.0 (X)", "", "<b>/1", "a b/1", &"x".repeat(41)] {
            assert_eq!(lead_product(strange), Product::default(), "{strange}");
        }
        let relative =
            relative_product("Mozilla/5.0 (X) (KHTML, like Gecko) Chrome/1 Safari/537.36 Own/97.3.2");
        assert_eq!(relative, Some(("Own".into(), "97.3".into())));
    }

    #[test]
    fn addresses_are_no_names() {
        let text = "Mozilla/5.0 (compatible; Thing; +http://a.example/bot.html)";
        assert!(is_in_address(text, text.find("bot").unwrap()));
        assert!(!is_in_address(text, text.find("Thing").unwrap()));
    }
}
