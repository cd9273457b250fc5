//! A small reader of XML: one element of a list after another, in bounded memory.
//!
//! No entity of a file's own is expanded and nothing is fetched. Depth, size and number of parts of an element are
//! bounded. Prefixes of known vocabularies become their usual ones, whatever a file calls them.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::words::entity;

/// The deepest nesting.
const MAX_DEPTH: usize = 64;
/// The most bytes between two elements of the list, so also of one.
const MAX_BYTES: usize = 16 << 20;
/// The most elements within one element of the list.
const MAX_PARTS: usize = 100_000;

/// Vocabularies by address, and the prefix that their elements have here.
const VOCABULARIES: &[(&str, &str)] = &[
    ("http://www.sitemaps.org/schemas/sitemap/0.9", ""),
    ("http://www.google.com/schemas/sitemap-news/0.9", "news"),
    ("http://www.w3.org/1999/xhtml", "xhtml"),
    ("http://www.w3.org/2005/Atom", "atom"),
    ("http://purl.org/rss/1.0/", ""),
    ("http://purl.org/dc/elements/1.1/", "dc"),
    ("http://purl.org/rss/1.0/modules/content/", "content"),
    ("http://search.yahoo.com/mrss/", "media"),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"),
];

/// XML that cannot be read on.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct XmlError {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong there, and what to do.
    pub message: String,
}

/// An element with all that it holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Element {
    /// Its name, with the usual prefix of its vocabulary.
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Element>,
    /// Its text, without that of its children.
    own_text: String,
}

impl Element {
    /// An attribute's value; empty where there is none.
    pub(crate) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The children of a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The trimmed text of the first child of that name that has one; empty where there is none.
    pub(crate) fn text_of(&self, name: &str) -> String {
        self.all(name).map(Self::text).find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// Its own text and that of all within, trimmed.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.gather(&mut text);
        text.trim().to_owned()
    }

    fn gather(&self, text: &mut String) {
        text.push_str(&self.own_text);
        for child in &self.children {
            text.push(' ');
            child.gather(text);
        }
    }
}

/// What is met on the way through a list.
#[derive(Debug)]
pub(crate) enum Part {
    /// An element that holds the list, with nothing in it yet.
    Opened(Element),
    /// An element that was asked for, whole.
    Whole(Element),
    /// The end.
    End,
}

/// Reads a document.
pub(crate) struct XmlReader<R: BufRead> {
    xml: Reader<Counted<R>>,
    buffer: Vec<u8>,
    /// Prefixes that open elements declare, with the depth of each.
    scopes: Vec<(usize, String, String)>,
    depth: usize,
}

impl<R: BufRead> std::fmt::Debug for XmlReader<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("XmlReader").field("depth", &self.depth).finish_non_exhaustive()
    }
}

/// What of an event matters here.
enum Token {
    Open(Element),
    Close,
    Text(String),
    End,
}

impl<R: BufRead> XmlReader<R> {
    pub(crate) fn new(source: R) -> Self {
        let mut xml = Reader::from_reader(Counted { source, line: 1, since: 0 });
        xml.config_mut().expand_empty_elements = true;
        Self { xml, buffer: Vec::new(), scopes: Vec::new(), depth: 0 }
    }

    /// The next element that `is_item` names, whole, or the next one that is none of these, opened.
    pub(crate) fn next(&mut self, is_item: impl Fn(&str) -> bool) -> Result<Part, XmlError> {
        self.xml.get_mut().since = 0;
        loop {
            match self.token()? {
                Token::Open(element) if is_item(&element.name) => return self.fill(element).map(Part::Whole),
                Token::Open(element) => return Ok(Part::Opened(element)),
                Token::End => return Ok(Part::End),
                Token::Close | Token::Text(_) => {}
            }
        }
    }

    /// The rest of an element that was opened.
    pub(crate) fn fill(&mut self, element: Element) -> Result<Element, XmlError> {
        let mut open = vec![element];
        let mut parts = 0;
        loop {
            match self.token()? {
                Token::Open(child) => open.push(child),
                Token::Text(text) => {
                    if let Some(element) = open.last_mut() {
                        element.own_text.push_str(&text);
                    }
                }
                Token::Close => {
                    let Some(done) = open.pop() else { continue };
                    match open.last_mut() {
                        Some(parent) => parent.children.push(done),
                        None => return Ok(done),
                    }
                }
                Token::End => return Err(self.fault("the file ends in the middle of an element")),
            }
            parts += 1;
            if parts > MAX_PARTS {
                return Err(self.fault(&format!("an element has more than {MAX_PARTS} parts")));
            }
        }
    }

    fn token(&mut self) -> Result<Token, XmlError> {
        loop {
            self.buffer.clear();
            let event = match self.xml.read_event_into(&mut self.buffer) {
                Ok(event) => event.into_owned(),
                Err(error) => return Err(self.fault(&error.to_string())),
            };
            match event {
                Event::Start(start) => return self.open(&start).map(Token::Open),
                Event::End(_) => {
                    self.scopes.retain(|(depth, ..)| *depth < self.depth);
                    self.depth -= 1;
                    return Ok(Token::Close);
                }
                Event::Text(text) => return self.decode(text.decode()).map(Token::Text),
                Event::CData(text) => return self.decode(text.decode()).map(Token::Text),
                Event::GeneralRef(name) => {
                    let name = self.decode(name.decode())?;
                    // What has no meaning that we know stays as it was written.
                    let text = entity(&name).map_or_else(|| format!("&{name};"), String::from);
                    return Ok(Token::Text(text));
                }
                Event::Decl(declaration) => {
                    let encoding = declaration.encoding().and_then(Result::ok).unwrap_or_default();
                    self.check_encoding(&String::from_utf8_lossy(&encoding))?;
                }
                Event::DocType(text) if text.contains(&b'[') => {
                    return Err(self.fault(
                        "the file declares entities of its own, which are not read; remove its DOCTYPE",
                    ));
                }
                Event::Eof if self.depth > 0 => {
                    return Err(self.fault("the file ends before its elements do"));
                }
                Event::Eof => return Ok(Token::End),
                Event::DocType(_) | Event::Comment(_) | Event::PI(_) | Event::Empty(_) => {}
            }
        }
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<Element, XmlError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.fault(&format!("elements are nested more than {MAX_DEPTH} deep")));
        }
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| self.fault(&error.to_string()))?;
            let name = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
            let raw = String::from_utf8_lossy(&attribute.value);
            // An entity that is not known leaves the value as it is written.
            let value =
                attribute.unescape_value().map_or_else(|_| raw.to_string(), |value| value.to_string());
            match name.strip_prefix("xmlns") {
                Some("") => self.scopes.push((self.depth, String::new(), value)),
                Some(prefix) if prefix.starts_with(':') => {
                    self.scopes.push((self.depth, prefix[1..].to_owned(), value));
                }
                _ => attributes.push((name, value)),
            }
        }
        let name = self.usual_name(&String::from_utf8_lossy(start.name().as_ref()));
        Ok(Element { name, attributes, ..Element::default() })
    }

    fn usual_name(&self, written: &str) -> String {
        let (prefix, local) = written.split_once(':').unwrap_or(("", written));
        let address =
            self.scopes.iter().rev().find(|(_, known, _)| known == prefix).map(|(.., address)| address);
        let known = address.and_then(|address| {
            let address = address.trim_end_matches('/');
            VOCABULARIES.iter().find(|(known, _)| known.trim_end_matches('/') == address)
        });
        let prefix = known.map_or(prefix, |(_, usual)| usual);
        if prefix.is_empty() { local.to_owned() } else { format!("{prefix}:{local}") }
    }

    fn check_encoding(&self, name: &str) -> Result<(), XmlError> {
        let is_read = ["", "utf-8", "utf8", "us-ascii", "ascii"].contains(&name.to_lowercase().as_str());
        let convert = || {
            format!(
                "the file is in {name}; convert it first: iconv -f {name} -t UTF-8, and say so in its first line"
            )
        };
        if is_read { Ok(()) } else { Err(self.fault(&convert())) }
    }

    fn decode<T: ToString, E>(&self, text: Result<T, E>) -> Result<String, XmlError> {
        text.map(|text| text.to_string())
            .map_err(|_| self.fault("the text is not in UTF-8; convert it first with iconv"))
    }

    /// A fault where the reader is.
    pub(crate) fn fault(&self, message: &str) -> XmlError {
        XmlError { line: self.xml.get_ref().line, message: message.to_owned() }
    }
}

/// A source that counts its lines, and ends what grows too long.
struct Counted<R> {
    source: R,
    line: u64,
    /// Bytes since the last element of the list.
    since: usize,
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.since > MAX_BYTES {
            return Err(std::io::Error::other("an element of the file is longer than 16 MiB"));
        }
        self.source.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(bytes) = self.source.fill_buf() {
            let read = &bytes[..amount.min(bytes.len())];
            self.line += read.iter().filter(|byte| **byte == b'\n').count() as u64;
        }
        self.since += amount;
        self.source.consume(amount);
    }
}

impl<R: BufRead> std::io::Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let bytes = self.fill_buf()?;
        let count = bytes.len().min(buffer.len());
        buffer[..count].copy_from_slice(&bytes[..count]);
        self.consume(count);
        Ok(count)
    }
}
