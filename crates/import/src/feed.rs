//! News sitemaps, RSS and Atom: what a site publishes of its articles, as local files.
//!
//! What a file is, its outermost element says. An item that names no article of the site is counted as in a
//! [catalogue](crate::catalogue). Nothing is fetched: an index of sitemaps is refused with the names of the files to
//! import in its place. See [`crate::xml`] for the bounds.

use std::io::BufRead;

use jiff::Timestamp;
use jiff::fmt::{rfc2822, strtime};
use smol_str::SmolStr;
use tiraj_model::{Article, ArticleMeta, ArticleOrigin, DropReason, Site};

use crate::catalogue::read_path;
use crate::xml::{Element, Part, XmlReader};
use crate::{Tally, sitemap, syndication};

pub use crate::xml::XmlError;

/// How many files of an index a refusal names.
const NAMED: usize = 3;
/// The most authors, tags and translations of an article.
const MAX_LIST: usize = 32;
/// The longest text, in characters.
const MAX_TEXT: usize = 512;

/// The kinds of documents that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Sitemap,
    Rss,
    Atom,
}

impl Kind {
    const fn item(self) -> &'static str {
        match self {
            Self::Sitemap => "url",
            Self::Rss => "item",
            Self::Atom => "atom:entry",
        }
    }
}

/// What an item tells of an article.
#[derive(Debug, Default)]
pub(crate) struct Item {
    /// Its address.
    pub(crate) address: String,
    pub(crate) meta: ArticleMeta,
    /// Whether a time could not be read.
    pub(crate) is_malformed: bool,
}

/// Whether a file begins as XML does.
#[must_use]
pub fn is_xml(beginning: &[u8]) -> bool {
    let text = beginning.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(beginning);
    text.trim_ascii_start().first() == Some(&b'<')
}

/// Reads the articles of one file.
#[derive(Debug)]
pub struct FeedReader<R: BufRead> {
    xml: XmlReader<R>,
    kind: Kind,
    site: Site,
    /// The language of the whole, where it says so.
    lang: String,
    tally: Tally,
    is_over: bool,
}

impl<R: BufRead> FeedReader<R> {
    /// Reads up to the outermost element. Times without a zone are in the site's.
    ///
    /// # Errors
    /// When the source is no XML, or of none of the kinds.
    pub fn new(source: R, site: Site) -> Result<Self, XmlError> {
        let mut xml = XmlReader::new(source);
        let root = match xml.next(|_| false)? {
            Part::Opened(root) => root,
            Part::Whole(_) | Part::End => return Err(xml.fault("the file has no element")),
        };
        let kind = match root.name.as_str() {
            "urlset" => Kind::Sitemap,
            "rss" | "rdf:RDF" => Kind::Rss,
            "atom:feed" => Kind::Atom,
            "sitemapindex" => return Err(refuse_index(xml, root)),
            other => {
                let name: String = other.chars().take(64).collect();
                let message =
                    format!("`{name}` is none of `urlset` (a sitemap), `rss`, `rdf:RDF` and `feed` (Atom)");
                return Err(xml.fault(&message));
            }
        };
        let lang = root.attribute("xml:lang").to_owned();
        Ok(Self { xml, kind, site, lang, tally: Tally::default(), is_over: false })
    }

    /// The counts so far, of items.
    pub const fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The next item; none at the end.
    fn next_item(&mut self) -> Result<Option<Element>, XmlError> {
        let item = self.kind.item();
        loop {
            // The language of a channel stands in an element before its items.
            match self.xml.next(|name| name == item || name == "language")? {
                Part::Whole(element) if element.name == item => return Ok(Some(element)),
                Part::Whole(language) => self.lang = language.text(),
                Part::Opened(_) => {}
                Part::End => return Ok(None),
            }
        }
    }

    fn take(&mut self, element: &Element) -> Option<Article> {
        let item = match self.kind {
            Kind::Sitemap => sitemap::read(element, &self.site),
            Kind::Rss => syndication::read_rss(element, &self.site),
            Kind::Atom => syndication::read_atom(element, &self.site),
        };
        let path = read_path(&item.address, &self.site);
        match path.and_then(|path| if item.is_malformed { Err(DropReason::Malformed) } else { Ok(path) }) {
            Ok(path) => {
                self.tally.accept();
                let mut meta = item.meta;
                if meta.lang.is_empty() {
                    meta.lang = text(&self.lang);
                }
                Some(Article::new(self.site.name.clone(), path, ArticleOrigin::Import, meta))
            }
            Err(reason) => {
                self.tally.refuse(reason);
                None
            }
        }
    }
}

impl<R: BufRead> Iterator for FeedReader<R> {
    type Item = Result<Article, XmlError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.is_over {
            match self.next_item() {
                Ok(Some(element)) => {
                    if let Some(article) = self.take(&element) {
                        return Some(Ok(article));
                    }
                }
                Ok(None) => self.is_over = true,
                Err(error) => {
                    self.is_over = true;
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

/// An index is no sitemap; its files may lie anywhere.
fn refuse_index<R: BufRead>(mut xml: XmlReader<R>, root: Element) -> XmlError {
    let index = match xml.fill(root) {
        Ok(index) => index,
        Err(error) => return error,
    };
    let files: Vec<String> = index.all("sitemap").map(|sitemap| sitemap.text_of("loc")).collect();
    let named = files.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = if files.len() > NAMED { format!(" and {} more", files.len() - NAMED) } else { String::new() };
    let mut error = xml.fault(&format!(
        "this is an index of sitemaps, and nothing is fetched; download and import the files that it names: {named}{more}"
    ));
    error.line = 1;
    error
}

/// A text of bounded length, with single spaces.
pub(crate) fn text(text: &str) -> SmolStr {
    let words: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().filter(|c| !c.is_control()).take(MAX_TEXT).collect()
}

/// Texts without empty ones and repeats.
pub(crate) fn list(texts: impl Iterator<Item = String>) -> Vec<SmolStr> {
    let mut list: Vec<SmolStr> = Vec::new();
    for item in texts.map(|item| text(&item)).filter(|item| !item.is_empty()) {
        if list.len() < MAX_LIST && !list.contains(&item) {
            list.push(item);
        }
    }
    list
}

/// A moment as sitemaps (W3C), RSS (RFC 2822) and Atom (RFC 3339) write it; whether it could be read is noted.
pub(crate) fn moment(written: &str, site: &Site, is_malformed: &mut bool) -> Option<Timestamp> {
    if written.is_empty() {
        return None;
    }
    let read = rfc2822::parse(written).map(|zoned| zoned.timestamp()).ok();
    // Feeds are fond of names of zones, and of weekdays that are wrong.
    let read = read.or_else(|| strtime::parse("%a, %d %b %Y %H:%M:%S %z", written).ok()?.to_timestamp().ok());
    let read = read.or_else(|| site.moment(written));
    *is_malformed |= read.is_none();
    read
}

#[cfg(test)]
mod tests;
