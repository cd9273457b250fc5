//! What stands around every page of a site: its name, the way to other pages and sites, and the choice of days.

use jiff::Timestamp;
use tiraj_model::Site;

use crate::http::{Preset, View, address};

/// The pages of a site, in the order of the tabs: address and name.
const TABS: [(Tab, &str, &str); 9] = [
    (Tab::Today, "/", "Today"),
    (Tab::Stories, "/stories", "Stories"),
    (Tab::Sections, "/sections", "Sections"),
    (Tab::Authors, "/authors", "Authors"),
    (Tab::Languages, "/languages", "Languages"),
    (Tab::Sources, "/sources", "Sources and shares"),
    (Tab::Trends, "/trends", "Trends"),
    (Tab::Weekly, "/reports/weekly", "Weekly report"),
    (Tab::Reports, "/reports", "Archive"),
];

/// A page that the others lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    Today,
    Stories,
    Sections,
    Authors,
    Languages,
    Sources,
    Trends,
    Weekly,
    Reports,
}

/// What stands around a page.
pub(crate) struct Chrome {
    pub(crate) site: String,
    pub(crate) demo: bool,
    pub(crate) zone: String,
    pub(crate) title: String,
    /// A line under the title; may be empty.
    pub(crate) note: String,
    pub(crate) tabs: Vec<Link>,
    pub(crate) sites: Vec<Link>,
    pub(crate) days: Option<DayChoice>,
}

/// The way to a page.
pub(crate) struct Link {
    pub(crate) name: String,
    pub(crate) address: String,
    pub(crate) current: bool,
}

/// The choice of days.
pub(crate) struct DayChoice {
    pub(crate) path: &'static str,
    pub(crate) presets: Vec<Link>,
    /// What the form keeps of the address.
    pub(crate) kept: Vec<(String, String)>,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) today: String,
}

impl Chrome {
    /// Around a page without days.
    pub(crate) fn new(site: &Site, sites: &[Site], current: Option<Tab>, title: &str) -> Self {
        let path = current.map_or("/", Tab::path);
        let tab = |(tab, path, name): (Tab, &str, &str)| Link {
            name: name.to_owned(),
            address: address(path, [("site", site.name.as_str())]),
            current: Some(tab) == current,
        };
        let other = |other: &Site| Link {
            name: other.name.to_string(),
            address: address(path, [("site", other.name.as_str())]),
            current: other.name == site.name,
        };
        Self {
            site: site.name.to_string(),
            demo: site.demo,
            zone: site.zone().iana_name().unwrap_or("the site’s own zone").to_owned(),
            title: title.to_owned(),
            note: String::new(),
            tabs: TABS.into_iter().map(tab).collect(),
            sites: sites.iter().map(other).collect(),
            days: None,
        }
    }

    /// With the choice of days; `kept` is what else the address asks for.
    pub(crate) fn with_days(
        mut self,
        (path, view): (&'static str, View),
        kept: &[(&str, &str)],
        (site, now): (&Site, Timestamp),
    ) -> Self {
        let all = || std::iter::once(("site", site.name.as_str())).chain(kept.iter().copied());
        let preset = |preset: Preset| Link {
            name: preset.name().to_owned(),
            address: address(path, all().chain([("period", preset.as_str())])),
            current: view.preset == Some(preset),
        };
        let chosen = |(_, value): &(&str, &str)| !value.is_empty();
        self.note = tiraj_reporting::notation::span(view.span.from, view.span.to);
        self.days = Some(DayChoice {
            path,
            presets: Preset::ALL.into_iter().map(preset).collect(),
            kept: all().filter(chosen).map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            from: view.span.from.to_string(),
            to: view.span.to.to_string(),
            today: now.to_zoned(site.zone()).date().to_string(),
        });
        self
    }
}

impl Tab {
    fn path(self) -> &'static str {
        TABS.into_iter().find(|(tab, ..)| *tab == self).map_or("/", |(_, path, _)| path)
    }
}
