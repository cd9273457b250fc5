//! News sitemaps, RSS and Atom.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tiraj_import::feed::FeedReader;
use tiraj_model::Site;

fuzz_target!(|bytes: &[u8]| {
    let Ok(site) = Site::new("news.example".parse().unwrap(), Site::DEFAULT_ZONE) else { return };
    if let Ok(reader) = FeedReader::new(bytes, site) {
        reader.take(10_000).for_each(drop);
    }
});
