//! Addresses of pages, taken apart once each.

use std::sync::Arc;

use quick_cache::sync::Cache;
use quick_cache::{Equivalent, Weighter};
use tiraj_model::{PageError, PageUrl};

/// How many different addresses are expected to be met in some hours.
const USUAL_PAGES: usize = 16_384;

/// What is kept of them, in bytes: the usual number at twice their usual length. Addresses that are met once, as those
/// with a click id are, pass through without pushing out the ones that return.
const CACHE_BYTES: u64 = 8 << 20;

/// A reader of addresses with a bounded cache. Nothing of it reaches a disk.
#[derive(Debug)]
pub(super) struct KnownPages(Cache<Address, Arc<PageUrl>, Bytes>);

/// An address, and whether its fragment names the page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Address {
    url: Box<str>,
    keeps_fragment: bool,
}

/// The same, borrowed.
#[derive(Hash)]
struct Asked<'a> {
    url: &'a str,
    keeps_fragment: bool,
}

impl Equivalent<Address> for Asked<'_> {
    fn equivalent(&self, known: &Address) -> bool {
        *self.url == *known.url && self.keeps_fragment == known.keeps_fragment
    }
}

impl KnownPages {
    pub(super) fn new() -> Self {
        Self(Cache::with_weighter(USUAL_PAGES, CACHE_BYTES, Bytes))
    }

    /// Takes an address apart; one that names no page is not remembered.
    pub(super) fn read(&self, url: &str, keeps_fragment: bool) -> Result<Arc<PageUrl>, PageError> {
        if let Some(known) = self.0.get(&Asked { url, keeps_fragment }) {
            return Ok(known);
        }
        let parse = if keeps_fragment { PageUrl::parse_with_fragment } else { PageUrl::parse };
        let page = Arc::new(parse(url)?);
        self.0.insert(Address { url: url.into(), keeps_fragment }, Arc::clone(&page));
        Ok(page)
    }
}

/// What an entry weighs, so that long addresses push out more of the others.
#[derive(Debug, Clone, Copy)]
struct Bytes;

impl Weighter<Address, Arc<PageUrl>> for Bytes {
    fn weight(&self, address: &Address, _: &Arc<PageUrl>) -> u64 {
        /// What was read, with its counters and its place in the cache; its texts are parts of the key.
        const ENTRY: usize = size_of::<PageUrl>() + size_of::<Address>() + 64;
        (2 * address.url.len() + ENTRY) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_once_for_each_meaning_of_its_fragment() {
        let pages = KnownPages::new();
        let url = "https://news.example/a#b";
        let (plain, whole) = (pages.read(url, false).unwrap(), pages.read(url, true).unwrap());
        assert_eq!((plain.path.as_str(), whole.path.as_str()), ("/a", "/a#b"));
        assert!(Arc::ptr_eq(&plain, &pages.read(url, false).unwrap()));
        assert!(Arc::ptr_eq(&whole, &pages.read(url, true).unwrap()));
        assert_eq!(pages.read("nonsense", false), Err(PageError::NoPage));
    }

    #[test]
    fn what_strangers_send_takes_bounded_room() {
        let pages = KnownPages::new();
        (0..40_000).for_each(|nth| drop(pages.read(&format!("https://news.example/{nth:0>200}"), false)));
        assert!(pages.0.weight() <= CACHE_BYTES);
    }
}
