//! The last step: what the page says of its article.
//!
//! A page's own words are taken as far as they can be read. An event is never refused for them, because the reader was
//! there whatever the template wrote.

use smol_str::SmolStr;
use tiraj_model::{ArticleMeta, Description, Site};

use super::known_articles::Words;
use super::steps::clean;
use super::{Admission, Draft, Objection};
use crate::raw_event::RawArticle;

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
        meta.title = clean(&words.title, ArticleMeta::MAX_TITLE);
    }
    Some(Description::new(meta)).filter(|description| !description.is_empty())
}

fn read_article(raw: &RawArticle, site: &Site) -> ArticleMeta {
    // `x-default` names the page for all other languages, and none of its own.
    let translations =
        raw.translations.iter().filter(|(lang, _)| *lang != "x-default").take(ArticleMeta::MAX_LIST);
    ArticleMeta {
        id: clean(&raw.id, ArticleMeta::MAX_TEXT),
        title: clean(&raw.title, ArticleMeta::MAX_TITLE),
        section: clean(&raw.section, ArticleMeta::MAX_TEXT),
        // In the place of a name, some pages give the address of a profile.
        authors: list(raw.authors.iter().map(String::as_str).filter(|author| !author.starts_with("http"))),
        lang: clean(&raw.lang, ArticleMeta::MAX_LANG),
        published_at: site.moment(raw.published_at.trim()),
        updated_at: site.moment(raw.updated_at.trim()),
        word_count: raw.word_count.filter(|count| (1..=ArticleMeta::MAX_WORDS).contains(count)),
        // A page's keywords are one text as often as a list.
        tags: list(raw.tags.iter().flat_map(|tags| tags.split(','))),
        translations: translations
            .map(|(lang, url)| (clean(lang, ArticleMeta::MAX_LANG), clean(url, ArticleMeta::MAX_ADDRESS)))
            .filter(|(lang, url)| !lang.is_empty() && !url.is_empty())
            .collect(),
        // What stands elsewhere is counted elsewhere.
        canonical: site.path_of(&clean(&raw.canonical, ArticleMeta::MAX_ADDRESS)).unwrap_or_default(),
    }
}

fn list<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<SmolStr> {
    texts
        .map(|text| clean(text, ArticleMeta::MAX_TEXT))
        .filter(|text| !text.is_empty())
        .take(ArticleMeta::MAX_LIST)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        Site::new("news.example".parse().unwrap(), "Asia/Baku").unwrap()
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
        assert_eq!((meta.title.len(), meta.authors.len()), (ArticleMeta::MAX_TITLE, ArticleMeta::MAX_LIST));
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
