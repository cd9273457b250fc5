//! Frames for tests, as the store would answer them, and a small newsroom to report on.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use polars::prelude::*;
use tiraj_model::Language;

use crate::Masthead;
use crate::today::DayFrames;
use crate::weekly::WeekFrames;
use crate::window::epoch_day;

/// Columns as the bytes of an Arrow stream.
pub(crate) fn stream(columns: Vec<Column>) -> Vec<u8> {
    let mut frame = DataFrame::new_infer_height(columns).unwrap();
    let mut bytes = Vec::new();
    IpcStreamWriter::new(&mut bytes).finish(&mut frame).unwrap();
    bytes
}

/// A column of texts.
pub(crate) fn text<'a>(name: &str, values: impl IntoIterator<Item = &'a str>) -> Column {
    Column::new(name.into(), values.into_iter().collect::<Vec<_>>())
}

/// A column of counts.
pub(crate) fn counts(name: &str, values: impl IntoIterator<Item = u64>) -> Column {
    Column::new(name.into(), values.into_iter().collect::<Vec<_>>())
}

/// A column of dates.
pub(crate) fn days(name: &str, values: impl IntoIterator<Item = Date>) -> Column {
    let days: Vec<i32> = values.into_iter().map(|day| epoch_day(day) as i32).collect();
    Column::new(name.into(), days).cast(&DataType::Date).unwrap()
}

/// A column of timestamps in milliseconds.
pub(crate) fn moments(name: &str, values: impl IntoIterator<Item = Timestamp>) -> Column {
    let moments: Vec<i64> = values.into_iter().map(Timestamp::as_millisecond).collect();
    Column::new(name.into(), moments).cast(&DataType::Datetime(TimeUnit::Milliseconds, None)).unwrap()
}

/// A moment in RFC 3339.
pub(crate) fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A site in Baku.
pub(crate) fn masthead() -> Masthead {
    Masthead {
        site: "demo.tiraj".to_owned(),
        zone: TimeZone::get("Asia/Baku").unwrap(),
        demo: true,
        language: Language::En,
    }
}

/// Frames of a week that own their bytes.
#[derive(Debug, Default)]
pub(crate) struct Week {
    pub(crate) article_days: Vec<u8>,
    pub(crate) section_hours: Vec<u8>,
    pub(crate) articles: Vec<u8>,
    pub(crate) readers: Vec<u8>,
    pub(crate) shares: Vec<u8>,
    pub(crate) sources: Vec<u8>,
    pub(crate) detail: Vec<u8>,
}

impl Week {
    pub(crate) fn frames(&self) -> WeekFrames<'_> {
        WeekFrames {
            article_days: &self.article_days,
            section_hours: &self.section_hours,
            articles: &self.articles,
            readers: &self.readers,
            shares: &self.shares,
            sources: &self.sources,
            detail: &self.detail,
        }
    }

    pub(crate) fn article_days(mut self, rows: &[(&str, Date, u64, u64)]) -> Self {
        self.article_days = stream(vec![
            text("path", rows.iter().map(|row| row.0)),
            days("day", rows.iter().map(|row| row.1)),
            counts("views", rows.iter().map(|row| row.2)),
            counts("shares", rows.iter().map(|row| row.3)),
        ]);
        self
    }

    pub(crate) fn section_hours(mut self, rows: &[(&str, Timestamp, u64, u64)]) -> Self {
        self.section_hours = stream(vec![
            text("section", rows.iter().map(|row| row.0)),
            moments("hour", rows.iter().map(|row| row.1)),
            counts("views", rows.iter().map(|row| row.2)),
            counts("shares", rows.iter().map(|row| row.3)),
        ]);
        self
    }

    /// Path, title, section, moment of publication.
    pub(crate) fn articles(mut self, rows: &[(&str, &str, &str, Timestamp)]) -> Self {
        self.articles = stream(vec![
            text("path", rows.iter().map(|row| row.0)),
            text("title", rows.iter().map(|row| row.1)),
            text("section", rows.iter().map(|row| row.2)),
            text("authors", rows.iter().map(|_| "Aygün Məmmədova")),
            text("lang", rows.iter().map(|_| "az")),
            moments("published_at", rows.iter().map(|row| row.3)),
        ]);
        self
    }

    pub(crate) fn readers(mut self, rows: &[(&str, &str, Date, u64)]) -> Self {
        self.readers = stream(vec![
            text("scope", rows.iter().map(|row| row.0)),
            text("key", rows.iter().map(|row| row.1)),
            days("week", rows.iter().map(|row| row.2)),
            counts("readers", rows.iter().map(|row| row.3)),
        ]);
        self
    }

    pub(crate) fn shares(mut self, rows: &[(&str, Date, u64)]) -> Self {
        self.shares = stream(vec![
            text("network", rows.iter().map(|row| row.0)),
            days("week", rows.iter().map(|row| row.1)),
            counts("shares", rows.iter().map(|row| row.2)),
        ]);
        self
    }

    pub(crate) fn detail(mut self, rows: &[(&str, &str, &str, Timestamp, [u64; 3])]) -> Self {
        self.detail = stream(vec![
            text("scope", rows.iter().map(|row| row.0)),
            text("key", rows.iter().map(|row| row.1)),
            text("grain", rows.iter().map(|row| row.2)),
            moments("start", rows.iter().map(|row| row.3)),
            counts("views", rows.iter().map(|row| row.4[0])),
            counts("readers", rows.iter().map(|row| row.4[1])),
            counts("shares", rows.iter().map(|row| row.4[2])),
        ]);
        self
    }

    pub(crate) fn sources(mut self, rows: &[(&str, &str, Date, u64)]) -> Self {
        self.sources = stream(vec![
            text("channel", rows.iter().map(|row| row.0)),
            text("source", rows.iter().map(|row| row.1)),
            days("week", rows.iter().map(|row| row.2)),
            counts("views", rows.iter().map(|row| row.3)),
        ]);
        self
    }
}

/// The articles of the newsroom: path, title, section, weight.
const ARTICLES: [(&str, &str, &str, u64); 8] = [
    ("/az/metro", "Bakı metrosunda yeni stansiya açıldı: gündə 40 min sərnişin gözlənilir", "Cəmiyyət", 90),
    ("/ru/sheki", "Шеки: старый город успели отреставрировать до зимы", "Культура", 60),
    ("/az/budget", "Büdcə müzakirəsi: millət vəkilləri nə dedi", "Siyasət", 48),
    ("/en/gas", "What the new gas contract means for households", "İqtisadiyyat", 30),
    ("/ru/chess", "Шахматы: сборная вышла в финал чемпионата Европы", "İdman", 26),
    ("/az/weather", "Həftəsonu hava necə olacaq?", "Cəmiyyət", 22),
    ("/en/xss", "<script>alert(\"&\")</script>", "Siyasət", 12),
    ("/az/untitled", "", "", 5),
];

/// Five weeks of a small newsroom that end with the week of 9 November 2026: livelier in the last one, with
/// a peak in the evening, less at weekends.
pub(crate) fn newsroom() -> Week {
    let start = "2026-10-12".parse::<Date>().unwrap();
    let day = |back: i64| start.checked_add(back.days()).unwrap();
    let weight = |at: i64, article: u64| {
        let weekend = if at % 7 > 4 { 6 } else { 10 };
        let last = if at >= 28 { 14 + article % 3 } else { 10 + (at / 7) as u64 % 2 + 6 * (article % 2) };
        weekend * last * ARTICLES[article as usize].3 / 10
    };
    let mut article_days = Vec::new();
    let mut section_hours = Vec::new();
    for at in 0..35 {
        for (index, (path, _, section, _)) in ARTICLES.iter().enumerate() {
            let views = weight(at, index as u64);
            article_days.push((*path, day(at), views, views / 40));
            for hour in 0..24 {
                let busy = (24 - (hour - 20_i64).unsigned_abs()).pow(2) * u64::from(hour > 5) + 20;
                let moment = day(at).to_zoned(masthead().zone).unwrap().timestamp() + hour.hours();
                section_hours.push((*section, moment, views * busy / 5_500, views * busy / 220_000));
            }
        }
    }
    let out = moment("2026-10-01T08:00:00Z");
    let cards = ARTICLES.map(|(path, title, section, _)| (path, title, section, out));
    let mondays: Vec<Date> = (0..5).map(|week| day(7 * week)).collect();
    spread(
        Week::default().article_days(&article_days).section_hours(&section_hours).articles(&cards),
        &mondays,
    )
}

fn spread(week: Week, mondays: &[Date]) -> Week {
    let weeks = || mondays.iter().copied().zip(0_u64..);
    let networks = [("telegram", 90), ("facebook", 60), ("whatsapp", 44), ("copy_link", 20), ("x", 8)];
    let sources = [
        ("search", "Google", 900),
        ("search", "Yandex", 300),
        ("messaging", "Telegram", 800),
        ("social", "Facebook", 500),
        ("direct", "", 450),
        ("internal", "", 200),
    ];
    let shares: Vec<_> = networks
        .iter()
        .flat_map(|(name, shares)| weeks().map(|(monday, week)| (*name, monday, *shares + 3 * week)))
        .collect();
    let views: Vec<_> = sources
        .iter()
        .flat_map(|(channel, source, views)| {
            weeks().map(|(monday, week)| (*channel, *source, monday, *views + 20 * week))
        })
        .collect();
    let readers: Vec<_> = weeks()
        .flat_map(|(monday, week)| {
            let articles =
                ARTICLES.iter().map(move |(path, _, _, weight)| ("article", *path, monday, weight * 50));
            articles.chain([("site", "", monday, 9_000 + 500 * week)])
        })
        .collect();
    week.shares(&shares).sources(&views).readers(&readers)
}

/// Frames of a day that own their bytes.
#[derive(Debug, Default)]
pub(crate) struct Day {
    pub(crate) site_hours: Vec<u8>,
    pub(crate) article_today: Vec<u8>,
    pub(crate) section_today: Vec<u8>,
    pub(crate) shares_today: Vec<u8>,
    pub(crate) readers_today: u64,
}

impl Day {
    pub(crate) fn frames(&self) -> DayFrames<'_> {
        DayFrames {
            site_hours: &self.site_hours,
            article_today: &self.article_today,
            section_today: &self.section_today,
            shares_today: &self.shares_today,
            readers_today: self.readers_today,
        }
    }

    pub(crate) fn site_hours(mut self, rows: &[(Timestamp, u64, u64)]) -> Self {
        self.site_hours = stream(vec![
            moments("hour", rows.iter().map(|row| row.0)),
            counts("views", rows.iter().map(|row| row.1)),
            counts("shares", rows.iter().map(|row| row.2)),
        ]);
        self
    }

    /// Section and views; a reader for two views, a share for ten.
    pub(crate) fn sections(mut self, rows: &[(&str, u64)]) -> Self {
        self.section_today = stream(vec![
            text("section", rows.iter().map(|row| row.0)),
            counts("views", rows.iter().map(|row| row.1)),
            counts("readers", rows.iter().map(|row| row.1 / 2)),
            counts("shares", rows.iter().map(|row| row.1 / 10)),
        ]);
        self
    }

    pub(crate) fn networks(mut self, rows: &[(&str, u64)]) -> Self {
        self.shares_today = stream(vec![
            text("network", rows.iter().map(|row| row.0)),
            counts("shares", rows.iter().map(|row| row.1)),
        ]);
        self
    }
}
