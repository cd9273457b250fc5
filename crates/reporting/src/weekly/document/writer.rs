//! A report's figures as the texts of a document.

use tiraj_locale::Locale;

use super::{Card, Cell, Column, Document, Listing, Section, Tone};
use crate::chart::plain;
use crate::figure::Figure;
use crate::metric::Metric;
use crate::weekly::{ArticleRow, ChannelRow, Mover, SectionRow, SourceRow, WeeklyReport};

/// What stands where there is no number.
const NOTHING: &str = "–";

/// Writes figures as texts of one language.
#[derive(Clone, Copy)]
pub(super) struct Writer {
    locale: Locale,
}

impl Writer {
    pub(super) const fn new(locale: Locale) -> Self {
        Self { locale }
    }

    pub(super) fn document(self, report: &WeeklyReport) -> Document {
        let locale = self.locale;
        let demo = report.demo.then(|| locale.text("report-demo"));
        let title =
            locale.say("weekly-title", &[("site", (&report.site).into()), ("week", (&report.week).into())]);
        let footer = [locale.text("report-made-by"), &title].join(" ");
        let with_demo = |text: String| match demo {
            Some(demo) => format!("{text} · {demo}"),
            None => text,
        };
        let moment = locale.moment(report.generated_local);
        let about =
            [("week", (&report.week).into()), ("zone", (&report.zone).into()), ("moment", moment.into())];
        let period = locale.span(report.from, report.to);
        Document {
            language: report.language,
            title: with_demo(title),
            site: report.site.clone(),
            demo,
            heading: locale.say("weekly-heading", &[("period", period.into())]),
            about: locale.say("weekly-about", &about),
            figures: locale.text("weekly-figures"),
            cards: self.cards(report),
            sentences: report.sentences.clone(),
            charts: if report.headline.views.value == 0 { Vec::new() } else { report.charts() },
            sections: self.sections(report),
            explanation: locale.text("weekly-definitions"),
            notes: report.notes.clone(),
            definitions: report.definitions,
            footer: with_demo(footer),
        }
    }

    fn cards(self, report: &WeeklyReport) -> Vec<Card> {
        let head = &report.headline;
        let rate = head.share_rate.as_ref();
        let usual_rate = rate.and_then(|rate| rate.usual);
        vec![
            self.count_card(Metric::Views, &head.views),
            self.count_card(Metric::Readers, &head.readers),
            self.count_card(Metric::Shares, &head.shares),
            Card {
                name: Metric::ShareRate.name(self.locale),
                value: self.percent(rate.map(|rate| rate.value)),
                change: self.change(rate.and_then(|rate| rate.change)),
                usual: self.usually(usual_rate.map(|usual| self.locale.percent(usual))),
            },
        ]
    }

    fn count_card(self, metric: Metric, figure: &Figure<u64>) -> Card {
        Card {
            name: metric.name(self.locale),
            value: self.locale.count(figure.value),
            change: self.change(figure.change),
            usual: self.usually(figure.usual.map(|usual| self.locale.mean(usual))),
        }
    }

    fn usually(self, value: Option<String>) -> String {
        value.map_or_else(String::new, |value| self.locale.say("weekly-usually", &[("value", value.into())]))
    }

    /// The sections that have something to tell, and what rose and fell in any case.
    fn sections(self, report: &WeeklyReport) -> Vec<Section> {
        let sections = [
            self.section("weekly-articles", self.articles(&report.articles)),
            self.section("weekly-sections", self.site_sections(&report.sections)),
            Some(self.movement(report)),
            self.section("weekly-channels", self.channels(&report.channels)),
        ];
        sections.into_iter().flatten().collect()
    }

    fn section(self, title: &'static str, table: Listing) -> Option<Section> {
        let title = self.locale.text(title);
        (!table.rows.is_empty()).then(|| Section { title, intro: None, tables: vec![table] })
    }

    fn words(self, id: &'static str) -> Column {
        Column { name: self.locale.text(id), words: true }
    }

    fn numbers(self, id: &'static str) -> Column {
        Column { name: self.locale.text(id), words: false }
    }

    fn metric(self, metric: Metric) -> Column {
        Column { name: metric.name(self.locale), words: false }
    }

    fn listing(self, columns: Vec<Column>, rows: Vec<Vec<Cell>>) -> Listing {
        Listing { title: None, columns, rows, none: self.locale.text("weekly-none") }
    }

    fn articles(self, articles: &[ArticleRow]) -> Listing {
        let columns = vec![
            self.words("column-article"),
            self.metric(Metric::Views),
            self.numbers("column-change"),
            self.metric(Metric::Readers),
            self.metric(Metric::Shares),
            self.metric(Metric::ShareRate),
        ];
        self.listing(columns, articles.iter().map(|row| self.article(row)).collect())
    }

    fn article(self, row: &ArticleRow) -> Vec<Cell> {
        let parts = [row.section.as_str(), row.authors.as_str()];
        let detail = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        let detail = plain(&detail).into_owned();
        let new = || Cell { tone: Tone::New, ..self.locale.text("weekly-new").into() };
        vec![
            Cell { detail, path: row.path.clone(), lang: row.lang.clone(), ..row.title.as_str().into() },
            self.locale.count(row.views.value).into(),
            if row.new { new() } else { self.change(row.views.change) },
            self.locale.count(row.readers).into(),
            self.locale.count(row.shares).into(),
            self.percent(row.share_rate).into(),
        ]
    }

    fn site_sections(self, sections: &[SectionRow]) -> Listing {
        let columns = vec![
            self.words("column-section"),
            self.metric(Metric::Views),
            self.numbers("column-all-views"),
            self.numbers("column-change"),
            self.metric(Metric::Readers),
            self.metric(Metric::Shares),
            self.metric(Metric::ShareRate),
        ];
        let row = |row: &SectionRow| {
            vec![
                row.label.as_str().into(),
                self.locale.count(row.views.value).into(),
                self.locale.percent(row.portion).into(),
                self.change(row.views.change),
                self.locale.count(row.readers).into(),
                self.locale.count(row.shares).into(),
                self.percent(row.share_rate).into(),
            ]
        };
        self.listing(columns, sections.iter().map(row).collect())
    }

    fn movement(self, report: &WeeklyReport) -> Section {
        let (articles, sections) = (&report.article_movement, &report.section_movement);
        let tables = [
            ("weekly-articles-rising", &articles.rising),
            ("weekly-articles-falling", &articles.falling),
            ("weekly-sections-rising", &sections.rising),
            ("weekly-sections-falling", &sections.falling),
        ];
        Section {
            title: self.locale.text("weekly-movement"),
            intro: Some(self.locale.text("weekly-movement-intro")),
            tables: tables.map(|(title, movers)| self.movers(title, movers)).into(),
        }
    }

    fn movers(self, title: &'static str, movers: &[Mover]) -> Listing {
        let columns = vec![
            self.words("column-name"),
            self.metric(Metric::Views),
            self.numbers("column-usual"),
            self.numbers("column-change"),
        ];
        let row = |mover: &Mover| {
            vec![
                mover.label.as_str().into(),
                self.locale.count(mover.views.value).into(),
                mover.views.usual.map_or_else(|| NOTHING.to_owned(), |usual| self.locale.mean(usual)).into(),
                self.change(mover.views.change),
            ]
        };
        Listing {
            title: Some(self.locale.text(title)),
            ..self.listing(columns, movers.iter().map(row).collect())
        }
    }

    fn channels(self, channels: &[ChannelRow]) -> Listing {
        let columns = vec![
            self.words("column-channel"),
            self.metric(Metric::Views),
            self.numbers("column-all-views"),
            self.words("column-sources"),
        ];
        let source = |row: &SourceRow| format!("{} {}", row.source, self.locale.count(row.views.value));
        let row = |row: &ChannelRow| {
            vec![
                row.label.as_str().into(),
                self.locale.count(row.views.value).into(),
                self.locale.percent(row.portion).into(),
                row.sources.iter().map(source).collect::<Vec<_>>().join(", ").into(),
            ]
        };
        self.listing(columns, channels.iter().map(row).collect())
    }

    fn change(self, fraction: Option<f64>) -> Cell {
        let Some(fraction) = fraction else { return Cell { tone: Tone::Same, ..NOTHING.into() } };
        let tone = match fraction {
            fraction if fraction >= 0.005 => Tone::Up,
            fraction if fraction <= -0.005 => Tone::Down,
            _ => Tone::Same,
        };
        Cell { tone, ..self.locale.change(fraction).into() }
    }

    fn percent(self, fraction: Option<f64>) -> String {
        fraction.map_or_else(|| NOTHING.to_owned(), |fraction| self.locale.percent(fraction))
    }
}
