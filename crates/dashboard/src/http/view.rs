//! Which days a page shows: an address that opens the same view for whoever gets it.

use std::fmt::{self, Display, Formatter};

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Deserializer};
use tiraj_model::Site;
use tiraj_reporting::scope::Span;
use url::form_urlencoded::Serializer;

use super::query::{Days, OfDays};
use super::refusal::{Code, Refusal};

/// The longest stretch that a page shows.
const MOST_DAYS: i64 = 366;

/// `period=28d`: days that end with today, named so that the address goes on to mean that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Preset {
    Today,
    Yesterday,
    Week,
    FourWeeks,
    Quarter,
    Year,
}

/// The days that a page shows, and how they were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct View {
    /// The days.
    pub(crate) span: Span,
    /// Their name; none where the days themselves were asked for.
    pub(crate) preset: Option<Preset>,
}

/// `?site=S&period=7d`, or `?site=S&from=2026-11-16&to=2026-11-22`. What is empty was not asked for.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct OfView {
    #[serde(default, deserialize_with = "absent_if_empty")]
    pub(super) site: Option<String>,
    #[serde(default, deserialize_with = "absent_if_empty")]
    period: Option<String>,
    #[serde(default, deserialize_with = "absent_if_empty")]
    from: Option<String>,
    #[serde(default, deserialize_with = "absent_if_empty")]
    to: Option<String>,
}

impl Preset {
    /// All of them, the shortest first.
    pub(crate) const ALL: [Self; 6] =
        [Self::Today, Self::Yesterday, Self::Week, Self::FourWeeks, Self::Quarter, Self::Year];

    /// Its name in addresses.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Yesterday => "yesterday",
            Self::Week => "7d",
            Self::FourWeeks => "28d",
            Self::Quarter => "91d",
            Self::Year => "365d",
        }
    }

    /// Its shown name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Today => "Today",
            Self::Yesterday => "Yesterday",
            Self::Week => "7 days",
            Self::FourWeeks => "28 days",
            Self::Quarter => "91 days",
            Self::Year => "Year",
        }
    }

    fn span(self, today: Date) -> Span {
        let back = |days: i64| Span { from: today.saturating_sub((days - 1).days()), to: today };
        match self {
            Self::Today => back(1),
            Self::Yesterday => {
                let day = today.saturating_sub(1.days());
                Span { from: day, to: day }
            }
            Self::Week => back(7),
            Self::FourWeeks => back(28),
            Self::Quarter => back(91),
            Self::Year => back(365),
        }
    }
}

impl Display for Preset {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl View {
    /// The days in the form in which addresses ask for them.
    pub(crate) fn pairs(&self) -> Vec<(&'static str, String)> {
        match self.preset {
            Some(preset) => vec![("period", preset.to_string())],
            None => vec![("from", self.span.from.to_string()), ("to", self.span.to.to_string())],
        }
    }
}

impl OfView {
    /// The days that are asked for; unless said, the last seven.
    pub(super) fn view(&self, site: &Site, now: Timestamp) -> Result<View, Refusal> {
        if self.from.is_none() && self.to.is_none() {
            let preset = self.period.as_deref().map_or(Ok(Preset::Week), named)?;
            return Ok(View { span: preset.span(now.to_zoned(site.zone()).date()), preset: Some(preset) });
        }
        let days = OfDays { site: None, from: day(self.from.as_deref())?, to: day(self.to.as_deref())? };
        let Days { from, to, .. } = days.days(site, now, MOST_DAYS)?;
        Ok(View { span: Span { from, to }, preset: None })
    }
}

fn named(name: &str) -> Result<Preset, Refusal> {
    Preset::ALL.into_iter().find(|preset| preset.as_str() == name).ok_or_else(|| {
        let known = Preset::ALL.map(Preset::as_str).join(", ");
        refuse(format!("There is no period of this name. Known are: {known}; or say `from` and `to`."))
    })
}

fn day(text: Option<&str>) -> Result<Option<Date>, Refusal> {
    text.map(str::parse).transpose().map_err(|_| refuse("A day is written as in 2026-11-23.".to_owned()))
}

fn refuse(message: String) -> Refusal {
    Refusal::new(Code::MalformedRequest, message)
}

/// What a form sends of a field that nobody filled in was not asked for.
pub(super) fn absent_if_empty<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.filter(|text| !text.is_empty()))
}

/// A path with a query; pairs without a value are left out.
pub(crate) fn address<'a>(path: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut query = Serializer::new(String::new());
    query.extend_pairs(pairs.into_iter().filter(|(_, value)| !value.is_empty()));
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(period: &str, from: &str, to: &str) -> Result<View, Refusal> {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let query = OfView { site: None, period: text(period), from: text(from), to: text(to) };
        let site = Site::new("news.example".parse().unwrap(), "Asia/Baku").unwrap();
        // In Baku it is the 23rd already.
        query.view(&site, "2026-11-22T21:00:00Z".parse().unwrap())
    }

    #[test]
    fn periods_end_with_the_sites_today() {
        let span = |period: &str| {
            let span = view(period, "", "").unwrap().span;
            format!("{} {}", span.from, span.to)
        };
        assert_eq!(span(""), "2026-11-17 2026-11-23");
        assert_eq!(span("today"), "2026-11-23 2026-11-23");
        assert_eq!(span("yesterday"), "2026-11-22 2026-11-22");
        assert_eq!(span("28d"), "2026-10-27 2026-11-23");
    }

    #[test]
    fn days_win_over_a_name_and_make_the_same_address_again() {
        let asked = view("28d", "2026-11-01", "2026-11-05").unwrap();
        assert_eq!(asked.preset, None);
        let pairs = asked.pairs();
        let address = address("/stories", pairs.iter().map(|(name, value)| (*name, value.as_str())));
        assert_eq!(address, "/stories?from=2026-11-01&to=2026-11-05");
    }

    #[test]
    fn what_is_no_period_is_refused() {
        assert!(view("ever", "", "").is_err());
        assert!(view("", "2026-11-32", "").is_err());
        assert!(view("", "2026-11-05", "2026-11-01").is_err());
        assert!(view("", "2020-11-05", "2026-11-01").is_err());
    }

    #[test]
    fn addresses_are_escaped() {
        let pairs = [("site", "news.example"), ("path", "/az/şəki?x&y"), ("tag", "")];
        assert_eq!(address("/story", pairs), "/story?site=news.example&path=%2Faz%2F%C5%9F%C9%99ki%3Fx%26y");
    }
}
