//! Items of RSS (2.0, and 1.0) and entries of Atom.

use tiraj_model::{ArticleMeta, Site};

use crate::feed::{Item, list, moment, text};
use crate::words::{count_words, strip_html};
use crate::xml::Element;

/// What an `item` of RSS tells. Its first category is the section, the others are tags, as content systems write them.
pub(crate) fn read_rss(item: &Element, site: &Site) -> Item {
    let mut is_malformed = false;
    let categories: Vec<String> =
        item.all("category").map(Element::text).filter(|text| !text.is_empty()).collect();
    let authors = item
        .all("dc:creator")
        .map(Element::text)
        .chain(item.all("author").map(|author| name_of(&author.text())));
    let keywords = item.text_of("media:keywords");
    let tags = categories.iter().skip(1).cloned().chain(keywords.split(',').map(str::to_owned));
    let published = first(item, &["pubDate", "dc:date", "atom:published"]);
    let meta = ArticleMeta {
        title: text(&strip_html(&first(item, &["title", "media:title"]))),
        section: text(categories.first().map_or("", String::as_str)),
        authors: list(authors),
        lang: text(&item.text_of("dc:language")),
        published_at: moment(&published, site, &mut is_malformed),
        updated_at: moment(&item.text_of("atom:updated"), site, &mut is_malformed),
        word_count: words(&item.text_of("content:encoded")),
        tags: list(tags),
        ..ArticleMeta::default()
    };
    Item { address: rss_address(item), meta, is_malformed }
}

/// The link, or the guid where it is one.
fn rss_address(item: &Element) -> String {
    let link = item.text_of("link");
    if !link.is_empty() {
        return link;
    }
    let guid = item.all("guid").find(|guid| guid.attribute("isPermaLink") != "false");
    guid.map(Element::text).unwrap_or_default()
}

/// `someone@news.example (Aysel Quliyeva)` is a name in brackets.
fn name_of(author: &str) -> String {
    let name = author.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(name, _)| name);
    match name {
        Some(name) => name.trim().to_owned(),
        None if author.contains('@') => String::new(),
        None => author.to_owned(),
    }
}

/// What an `entry` of Atom tells.
pub(crate) fn read_atom(entry: &Element, site: &Site) -> Item {
    let mut is_malformed = false;
    let lang = text(entry.attribute("xml:lang"));
    let label = |category: &Element| {
        let label = category.attribute("label");
        if label.is_empty() { category.attribute("term").to_owned() } else { label.to_owned() }
    };
    let categories: Vec<String> =
        entry.all("atom:category").map(label).filter(|label| !label.is_empty()).collect();
    let title = entry.all("atom:title").next();
    let meta = ArticleMeta {
        title: text(&title.map(read_text).unwrap_or_default()),
        section: text(categories.first().map_or("", String::as_str)),
        authors: list(entry.all("atom:author").map(|author| author.text_of("atom:name"))),
        published_at: moment(&first(entry, &["atom:published", "atom:issued"]), site, &mut is_malformed),
        updated_at: moment(&entry.text_of("atom:updated"), site, &mut is_malformed),
        word_count: entry.all("atom:content").next().and_then(|content| words(&read_text(content))),
        tags: list(categories.iter().skip(1).cloned()),
        translations: links(entry)
            .filter(|link| !link.attribute("hreflang").is_empty() && link.attribute("hreflang") != lang)
            .map(|link| (text(link.attribute("hreflang")), text(link.attribute("href"))))
            .collect(),
        lang,
        ..ArticleMeta::default()
    };
    let own = links(entry)
        .find(|link| link.attribute("hreflang").is_empty() || link.attribute("hreflang") == meta.lang);
    Item { address: own.map_or(String::new(), |link| link.attribute("href").to_owned()), meta, is_malformed }
}

/// The links of an entry to pages.
fn links(entry: &Element) -> impl Iterator<Item = &Element> {
    entry.all("atom:link").filter(|link| ["", "alternate"].contains(&link.attribute("rel")))
}

/// The text of a construct of Atom, which may be HTML in a text.
fn read_text(construct: &Element) -> String {
    if construct.attribute("type") == "html" { strip_html(&construct.text()) } else { construct.text() }
}

fn first(element: &Element, names: &[&str]) -> String {
    names.iter().map(|name| element.text_of(name)).find(|text| !text.is_empty()).unwrap_or_default()
}

fn words(html: &str) -> Option<u32> {
    Some(count_words(&strip_html(html))).filter(|count| *count > 0)
}
