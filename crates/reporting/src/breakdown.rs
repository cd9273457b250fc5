//! Reading by the values of a dimension: where readers came from, where they are, on what they read, by what they share.

use serde::Serialize;
use tiraj_locale::{Country, Locale};

use crate::figure::ratio;
use crate::frame::Kind::{Count, Day, Text};
use crate::frame::{self, Layout};
use crate::{ReportError, label, sums};

/// The pages that show them are in English.
const LOCALE: Locale = Locale::ENGLISH;
const LAYOUT: Layout = Layout {
    name: "breakdown",
    columns: &[("value", Text), ("within", Text), ("views", Count), ("shares", Count)],
};
const BY_DAY: Layout = Layout {
    name: "breakdown_days",
    columns: &[("value", Text), ("within", Text), ("day", Day), ("views", Count), ("shares", Count)],
};

/// What reading is told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dimension {
    /// The place that readers came from, within its channel.
    Source,
    /// Their country.
    Country,
    /// Their kind of device.
    Device,
    /// The network of a share.
    Network,
}

/// One value of a dimension.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    /// The value as it is stored; empty where it is not known.
    pub key: String,
    /// What it belongs to: the channel of a source, otherwise empty.
    pub within: String,
    /// The name to show.
    pub label: String,
    /// Its views.
    pub views: u64,
    /// Its shares.
    pub shares: u64,
    /// Its part of all views.
    pub portion: f64,
}

impl Dimension {
    /// The shown name of a value.
    pub(crate) fn label(self, value: &str, within: &str) -> String {
        match self {
            Self::Source if value.is_empty() => label::channel(within, LOCALE),
            Self::Source => value.to_owned(),
            Self::Network => label::network(value, LOCALE),
            Self::Country => Country::new(value)
                .map_or_else(|| LOCALE.text("unknown").to_owned(), |country| country.name(LOCALE).to_owned()),
            Self::Device => label::device(value, LOCALE),
        }
    }
}

/// The values of a frame, in its order.
pub(crate) fn read(bytes: &[u8], dimension: Dimension) -> Result<Vec<Part>, ReportError> {
    let rows = sums::rows(&frame::read(&LAYOUT, bytes)?, ["value", "within"], ["views", "shares"])?;
    let all: u64 = rows.iter().map(|(_, [views, _])| views).sum();
    let part = |([key, within], [views, shares]): sums::Row<2, 2>| Part {
        label: dimension.label(&key, &within),
        portion: ratio(views, all).unwrap_or(0.0),
        key,
        within,
        views,
        shares,
    };
    Ok(rows.into_iter().map(part).collect())
}

/// A value's views on a day, days since 1970.
pub(crate) struct DayPart {
    pub(crate) value: String,
    pub(crate) within: String,
    pub(crate) day: i64,
    pub(crate) views: u64,
}

/// The rows of a frame by day.
pub(crate) fn read_days(bytes: &[u8]) -> Result<Vec<DayPart>, ReportError> {
    let frame = frame::read(&BY_DAY, bytes)?;
    let days = sums::times(&frame, "day")?;
    let rows = sums::rows(&frame, ["value", "within"], ["views"])?;
    let row =
        |(([value, within], [views]), day): (sums::Row<2, 1>, i64)| DayPart { value, within, day, views };
    Ok(rows.into_iter().zip(days).map(row).collect())
}

/// Parts of the same `within` as one, the most viewed first: sources by their channel.
#[must_use]
pub fn by_channel(parts: &[Part]) -> Vec<Part> {
    let mut channels: Vec<Part> = Vec::new();
    for part in parts {
        match channels.iter_mut().find(|channel| channel.key == part.within) {
            Some(channel) => {
                channel.views += part.views;
                channel.shares += part.shares;
                channel.portion += part.portion;
            }
            None => channels.push(Part {
                key: part.within.clone(),
                within: String::new(),
                label: label::channel(&part.within, LOCALE),
                ..part.clone()
            }),
        }
    }
    channels.sort_by(|one, other| other.views.cmp(&one.views).then_with(|| one.key.cmp(&other.key)));
    channels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{counts, stream, text};

    #[test]
    fn values_have_names_and_parts_of_the_whole() {
        let bytes = stream(vec![
            text("value", ["Google", "", "Yandex"]),
            text("within", ["search", "direct", "search"]),
            counts("views", [50, 30, 20]),
            counts("shares", [1, 2, 3]),
        ]);
        let parts = read(&bytes, Dimension::Source).unwrap();
        assert_eq!(parts.iter().map(|part| &*part.label).collect::<Vec<_>>(), ["Google", "Direct", "Yandex"]);
        let channels = by_channel(&parts);
        let told: Vec<_> = channels.iter().map(|part| (&*part.label, part.views, part.shares)).collect();
        assert_eq!(told, [("Search", 70, 4), ("Direct", 30, 2)]);
        assert!((channels[0].portion - 0.7).abs() < 1e-9);
    }

    #[test]
    fn what_is_not_known_is_said_so() {
        assert_eq!(Dimension::Country.label("", ""), "Not known");
        assert_eq!(Dimension::Country.label("AZ", ""), "Azerbaijan");
        assert_eq!(Dimension::Device.label("", ""), "Not known");
        assert_eq!(Dimension::Network.label("copy_link", ""), "Link copied");
    }
}
