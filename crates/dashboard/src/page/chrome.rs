//! What stands around every page of a site: its name, the way to other pages and sites, and the choice of days.

use jiff::Timestamp;
use tiraj_locale::Locale;
use tiraj_model::{Language, Site};

use crate::http::{Preset, View, address};

/// The pages of a site, in the order of the tabs: address and the message that names it.
const TABS: [(Tab, &str, &str); 10] = [
    (Tab::Today, "/", "tab-today"),
    (Tab::Stories, "/stories", "tab-stories"),
    (Tab::Sections, "/sections", "tab-sections"),
    (Tab::Authors, "/authors", "tab-authors"),
    (Tab::Languages, "/languages", "tab-languages"),
    (Tab::Sources, "/sources", "tab-sources"),
    (Tab::Trends, "/trends", "tab-trends"),
    (Tab::Weekly, "/reports/weekly", "tab-weekly"),
    (Tab::Reports, "/reports", "tab-archive"),
    (Tab::Quality, "/quality", "tab-quality"),
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
    Quality,
}

/// What stands around a page.
pub(crate) struct Chrome {
    /// The language of the page.
    pub(crate) locale: Locale,
    /// The same page in the other languages, and in this; none of a page that is in English alone.
    pub(crate) languages: Vec<Link>,
    pub(crate) site: String,
    pub(crate) demo: bool,
    pub(crate) zone: String,
    pub(crate) title: String,
    /// A line under the title; may be empty.
    pub(crate) note: String,
    pub(crate) tabs: Vec<Link>,
    pub(crate) sites: Vec<Link>,
    pub(crate) days: Option<DayChoice>,
    /// On a wall, the address of what is shown next.
    pub(crate) wall: Option<String>,
}

/// What the visitor may go to from a page, and how it is looked at.
#[derive(Debug, Default)]
pub(crate) struct Around {
    /// The sites that may be chosen.
    pub(crate) sites: Vec<Site>,
    /// Whether it hangs on a wall (`wall=1`): large, without ways to other pages, one page after the other.
    pub(crate) is_on_wall: bool,
    /// The language of pages that are in every language.
    pub(crate) language: Language,
}

/// What a language calls itself.
const fn endonym(language: Language) -> &'static str {
    match language {
        Language::En => "English",
        Language::Az => "Azərbaycanca",
        Language::Ru => "По-русски",
    }
}

/// What a wall shows, one after the other.
const ON_WALL: [(Tab, &[(&str, &str)]); 3] =
    [(Tab::Today, &[]), (Tab::Stories, &[("period", "today")]), (Tab::Trends, &[])];

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
    /// Around a page without days that is in English alone.
    pub(crate) fn new(site: &Site, around: &Around, current: Option<Tab>, title: &str) -> Self {
        Self::in_locale(Locale::ENGLISH, site, around, current, title)
    }

    /// Around a page that is in every language.
    pub(crate) fn translated(site: &Site, around: &Around, current: Tab, title: &str) -> Self {
        let language = |language: &Language| Link {
            name: endonym(*language).to_owned(),
            address: address(current.path(), [("site", site.name.as_str()), ("lang", language.as_str())]),
            current: *language == around.language,
        };
        let languages = Language::ALL.iter().map(language).collect();
        let locale = Locale::new(around.language);
        Self { languages, ..Self::in_locale(locale, site, around, Some(current), title) }
    }

    fn in_locale(locale: Locale, site: &Site, around: &Around, current: Option<Tab>, title: &str) -> Self {
        let path = current.map_or("/", Tab::path);
        let tab = |(tab, path, name): (Tab, &'static str, &'static str)| Link {
            name: locale.text(name).to_owned(),
            address: address(path, [("site", site.name.as_str())]),
            current: Some(tab) == current,
        };
        let other = |other: &Site| Link {
            name: other.name.to_string(),
            address: address(path, [("site", other.name.as_str())]),
            current: other.name == site.name,
        };
        Self {
            locale,
            languages: Vec::new(),
            site: site.name.to_string(),
            demo: site.demo,
            zone: site.zone().iana_name().unwrap_or(locale.text("report-own-zone")).to_owned(),
            title: title.to_owned(),
            note: String::new(),
            tabs: TABS.into_iter().map(tab).collect(),
            sites: around.sites.iter().map(other).collect(),
            days: None,
            wall: around.is_on_wall.then(|| next_on_wall(current, site)),
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

/// What a wall shows after a page; after one that is not among them, the first.
fn next_on_wall(current: Option<Tab>, site: &Site) -> String {
    let at = ON_WALL.iter().position(|(tab, _)| Some(*tab) == current);
    let (tab, asked) = ON_WALL[at.map_or(0, |at| (at + 1) % ON_WALL.len())];
    let site = [("site", site.name.as_str()), ("wall", "1")];
    address(tab.path(), site.into_iter().chain(asked.iter().copied()))
}

impl Tab {
    fn path(self) -> &'static str {
        TABS.into_iter().find(|(tab, ..)| *tab == self).map_or("/", |(_, path, _)| path)
    }
}
