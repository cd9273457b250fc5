//! Events for tests, with as little to say as possible.

use jiff::Timestamp;
use tiraj_model::{Channel, Event, EventKind, ReaderId, ShareNetwork, Site};

/// The site that tests speak of: `news.example` in Baku's time.
#[must_use]
pub fn site() -> Site {
    Site::new("news.example".parse().unwrap(), "Asia/Baku").unwrap()
}

/// A moment.
#[must_use]
pub fn at(moment: &str) -> Timestamp {
    moment.parse().unwrap()
}

/// A view of `path` by the reader of that number.
#[must_use]
pub fn view(moment: &str, path: &str, reader: u64) -> Event {
    let mut event = Event::view(site().name, at(moment), path);
    event.reader = ReaderId::from_stored(reader);
    event
}

/// A share of `path` through a network, by the reader of that number.
#[must_use]
pub fn share(moment: &str, path: &str, reader: u64, network: ShareNetwork) -> Event {
    let event = view(moment, path, reader);
    Event {
        kind: EventKind::Share,
        name: "share".into(),
        network: Some(network),
        channel: Channel::Internal,
        ..event
    }
}
