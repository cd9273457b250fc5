//! The last step: what the page says of its article.
//!
//! A page's own words are taken as far as they can be read. An event is never refused for them, because the reader was
//! there whatever the template wrote.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use smol_str::SmolStr;
use tiraj_model::{ArticleMeta, Description, PageUrl, Site, normalise_path};

use super::known_articles::Words;
use super::steps::clean;
use super::{Admission, Draft, Objection};
use crate::raw_event::RawArticle;

/// The longest title, in characters.
const MAX_TITLE: usize = 512;
/// The longest of the other texts, in characters.
const MAX_TEXT: usize = 256;
/// The longest address of a translation or of a canonical page, in characters.
const MAX_ADDRESS: usize = 2_048;
/// More words than these has no article; a longer book is the template's mistake.
const MAX_WORDS: u32 = 1_000_000;
/// The most authors, tags and translations.
const MAX_LIST: usize = 32;

pub(super) fn describe(gate: &Admission, draft: &mut Draft) -> Result<(), Objection> {
    let article = draft.raw.article.take().unwrap_or_default();
    let title = if article.title.is_empty() { std::mem::take(&mut draft.raw.title) } else { String::new() };
    let words = Words { site: draft.site.name.clone(), article, title };
    draft.event.article = gate.known_articles.read(words, |words| read_words(words, &draft.site));
    Ok(())
}

/// What the words say; `None` where that is nothing.
fn read_words(words: &Words, site: &Site) -> Option<Description> {
    let mut meta = read_article(&words.article, site);
    if meta.title.is_empty() {
        meta.title = clean(&words.title, MAX_TITLE);
    }
    Some(Description::new(meta)).filter(|description| !description.is_empty())
}

fn read_article(raw: &RawArticle, site: &Site) -> ArticleMeta {
    // `x-default` names the page for all other languages, and none of its own.
    let translations = raw.translations.iter().filter(|(lang, _)| *lang != "x-default").take(MAX_LIST);
    ArticleMeta {
        id: clean(&raw.id, MAX_TEXT),
        title: clean(&raw.title, MAX_TITLE),
        section: clean(&raw.section, MAX_TEXT),
        // In the place of a name, some pages give the address of a profile.
        authors: list(raw.authors.iter().map(String::as_str).filter(|author| !author.starts_with("http"))),
        lang: clean(&raw.lang, 35),
        published_at: read_moment(raw.published_at.trim(), || site.zone()),
        updated_at: read_moment(raw.updated_at.trim(), || site.zone()),
        word_count: raw.word_count.filter(|count| (1..=MAX_WORDS).contains(count)),
        // A page's keywords are one text as often as a list.
        tags: list(raw.tags.iter().flat_map(|tags| tags.split(','))),
        translations: translations
            .map(|(lang, url)| (clean(lang, 35), clean(url, MAX_ADDRESS)))
            .filter(|(lang, url)| !lang.is_empty() && !url.is_empty())
            .collect(),
        canonical: read_canonical(&clean(&raw.canonical, MAX_ADDRESS), site),
    }
}

/// The path that an address names on the site; empty where it names none. What stands elsewhere is counted elsewhere.
fn read_canonical(address: &str, site: &Site) -> SmolStr {
    if address.starts_with('/') && !address.starts_with("//") {
        return normalise_path(address);
    }
    let page = PageUrl::parse(address).ok().filter(|page| site.owns_host(&page.hostname));
    page.map(|page| page.path).unwrap_or_default()
}

fn list<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<SmolStr> {
    texts.map(|text| clean(text, MAX_TEXT)).filter(|text| !text.is_empty()).take(MAX_LIST).collect()
}

/// RFC 3339, or a date with or without a time in the site's zone, which is looked up only if it is needed.
fn read_moment(text: &str, zone: impl FnOnce() -> TimeZone) -> Option<Timestamp> {
    if let Ok(moment) = text.parse() {
        return Some(moment);
    }
    let local = text.parse::<DateTime>().or_else(|_| text.parse::<Date>().map(DateTime::from)).ok()?;
    zone().to_ambiguous_timestamp(local).compatible().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        Site::new("news.example".parse().unwrap(), "Asia/Baku").unwrap()
    }

    #[test]
    fn moments_are_read_as_pages_write_them() {
        let zone = TimeZone::get("Asia/Baku").unwrap();
        for (text, expect) in [
            ("2026-11-23T10:00:00+04:00", Some("2026-11-23T06:00:00Z")),
            ("2026-11-23T06:00:00.000Z", Some("2026-11-23T06:00:00Z")),
            ("2026-11-23T10:00:00+0400", Some("2026-11-23T06:00:00Z")),
            ("2026-11-23T10:00", Some("2026-11-23T06:00:00Z")),
            ("2026-11-23 10:00:00", Some("2026-11-23T06:00:00Z")),
            ("2026-11-23", Some("2026-11-22T20:00:00Z")),
            ("23 noyabr", None),
            ("", None),
        ] {
            assert_eq!(
                read_moment(text, || zone.clone()).map(|moment| moment.to_string()).as_deref(),
                expect,
                "{text}"
            );
        }
    }

    #[test]
    fn lists_and_texts_are_bounded() {
        let raw = RawArticle {
            title: "x".repeat(1_000),
            authors: (0..100).map(|i| i.to_string()).chain([String::new()]).collect(),
            tags: vec![" a\u{0} ".into(), "\n".into()],
            ..RawArticle::default()
        };
        let meta = read_article(&raw, &site());
        assert_eq!((meta.title.len(), meta.authors.len()), (MAX_TITLE, MAX_LIST));
        assert_eq!(meta.tags, ["a"]);
    }

    #[test]
    fn the_habits_of_pages_are_known() {
        let raw = RawArticle {
            authors: vec!["https://facebook.com/author".into(), "A".into()],
            tags: vec!["a, b".into(), "c".into()],
            translations: [("x-default", "/"), ("ru", "/ru/a")].map(|(k, v)| (k.into(), v.into())).into(),
            ..RawArticle::default()
        };
        let meta = read_article(&raw, &site());
        assert_eq!(
            (&meta.authors[..], &meta.tags[..]),
            (&["A".into()][..], &["a", "b", "c"].map(Into::into)[..])
        );
        assert_eq!(meta.translations.len(), 1);
    }

    #[test]
    fn a_canonical_address_is_one_of_the_site() {
        for (canonical, path) in [
            ("https://www.news.example/az/a/?ref=x#top", "/az/a"),
            ("/az//a", "/az/a"),
            ("https://other.example/a", ""),
            ("//other.example/a", ""),
            ("a", ""),
            ("", ""),
        ] {
            let raw = RawArticle { canonical: canonical.into(), ..RawArticle::default() };
            assert_eq!(read_article(&raw, &site()).canonical, path, "{canonical}");
        }
    }

    #[test]
    fn counts_of_words_are_believed_within_reason() {
        for (count, expect) in [(Some(523), Some(523)), (Some(0), None), (Some(u32::MAX), None), (None, None)]
        {
            let raw = RawArticle { word_count: count, ..RawArticle::default() };
            assert_eq!(read_article(&raw, &site()).word_count, expect);
        }
    }
}
