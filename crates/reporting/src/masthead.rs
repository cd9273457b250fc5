//! Whose report it is.

use jiff::tz::TimeZone;
use tiraj_locale::Locale;
use tiraj_model::Language;

/// The site that a report is about, as its pages and charts show it.
#[derive(Debug, Clone)]
pub struct Masthead {
    /// The site's name, for example `demo.tiraj`.
    pub site: String,
    /// The zone in which the newsroom lives: its days, hours and weeks.
    pub zone: TimeZone,
    /// Whether the figures are simulated. If so, every page and chart says it.
    pub demo: bool,
    /// The language that the report is in.
    pub language: Language,
}

impl Masthead {
    /// What that language says.
    pub(crate) const fn locale(&self) -> Locale {
        Locale::new(self.language)
    }

    /// The zone's name, for example `Asia/Baku`, or its offset, for example `UTC+04`.
    pub(crate) fn zone_name(&self) -> String {
        match (self.zone.iana_name(), self.zone.to_fixed_offset()) {
            (Some(name), _) => name.to_owned(),
            (None, Ok(offset)) => format!("UTC{offset}"),
            (None, Err(_)) => self.locale().text("report-own-zone").to_owned(),
        }
    }
}

/// The line under every chart: site, period, zone, and whether it is demo data.
pub(crate) fn imprint((site, period, zone): (&str, &str, &str), demo: bool, locale: Locale) -> String {
    let arguments = [("site", site.into()), ("period", period.into()), ("zone", zone.into())];
    let imprint = locale.say("report-imprint", &arguments);
    if demo { format!("{imprint} · {}", locale.text("report-demo")) } else { imprint }
}
