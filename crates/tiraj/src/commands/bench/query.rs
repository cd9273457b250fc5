//! `tiraj bench query`: how long the questions of dashboards take.

use std::time::Instant;

use anyhow::Context;
use clap::Args;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::{Map, Value, json};
use tiraj_model::Site;
use tiraj_store::{ArticleScope, Dimension, Period, Piece, Selection, Store, VisitDimension};

use super::filled::{FilledArgs, Subject};
use crate::node::Node;
use crate::output::{print, print_json};
use crate::telemetry::resident_bytes;

/// The questions, in the order in which they are told.
const QUESTIONS: [&str; 12] = [
    "top articles of 7 days",
    "life curve of an article",
    "sections by day, 35 days",
    "sources of an article",
    "readers of sections by week",
    "next pages of an article",
    "live now",
    "site by hour, 7 days",
    "sources of the site, 7 days",
    "authors by day, 35 days",
    "countries of 35 days",
    "visits by day, 35 days",
];

/// How long twelve questions of dashboards take, as the store grows
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj bench query --stored 1M,10M,100M\n         \
                        tiraj bench query --site news.example --data tiraj-data")]
pub(crate) struct Query {
    /// How often each is asked
    #[arg(long, value_name = "N", default_value_t = 40, value_parser = clap::value_parser!(u16).range(5..))]
    runs: u16,

    /// Write the figures as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    filled: FilledArgs,
}

/// What is asked about.
struct Board<'a> {
    store: &'a Store,
    site: &'a Site,
    now: Timestamp,
    article: String,
}

impl Query {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let figures = self.filled.measure(async |node, subject| self.ask_all(node, subject).await).await?;
        if self.json {
            print_json(&json!(figures));
        } else {
            show(&figures);
        }
        Ok(())
    }

    async fn ask_all(&self, node: Node, subject: Subject<'_>) -> anyhow::Result<(Node, Value)> {
        let store = node.store.with_origin("bench");
        let mut board = Board::new(&store, subject.site, subject.now).await?;
        let mut figures = Map::new();
        for question in QUESTIONS {
            let mut milliseconds = Vec::new();
            for run in 0..self.runs + 2 {
                // ClickHouse remembers which granules a condition left; of another second it is another condition.
                board.now = subject.now - SignedDuration::from_secs(run.into());
                let begun = Instant::now();
                board.ask(question).await?;
                // The first ones read from the disk what the others find in memory.
                if run >= 2 {
                    milliseconds.push(begun.elapsed().as_secs_f64() * 1e3);
                }
            }
            milliseconds.sort_by(f64::total_cmp);
            let quantile = |share: f64| {
                let at = (share * milliseconds.len() as f64).ceil() as usize;
                milliseconds[at.clamp(1, milliseconds.len()) - 1]
            };
            figures.insert(question.to_owned(), json!({"p50_ms": quantile(0.5), "p95_ms": quantile(0.95)}));
        }
        let resident = resident_bytes().map(|bytes| bytes / 1e6);
        Ok((node, json!({"stored": subject.events, "questions": figures, "resident_mb": resident})))
    }
}

impl<'a> Board<'a> {
    async fn new(store: &'a Store, site: &'a Site, now: Timestamp) -> anyhow::Result<Self> {
        let mut board = Self { store, site, now, article: String::new() };
        let leading = store.article_figures(&board.days(7)?, &Selection::most_viewed(20)).await?.articles;
        let article = leading.into_iter().find(|article| !article.section.is_empty());
        board.article = article.context("no article with a section was read in the last 7 days")?.path;
        Ok(board)
    }

    /// So many days of the site's zone, the last of which is the present one.
    fn days(&self, days: i32) -> anyhow::Result<Period> {
        let first = self.now.to_zoned(self.site.zone()).checked_sub((days - 1).days())?.start_of_day()?;
        Ok(Period::new(self.site, first.timestamp(), self.now, self.now))
    }

    async fn ask(&self, question: &str) -> anyhow::Result<()> {
        let Self { store, site, now, article } = self;
        let (week, weeks) = (&self.days(7)?, &self.days(35)?);
        match QUESTIONS.iter().position(|known| *known == question) {
            Some(0) => drop(store.leading_articles(week, 20).await?),
            Some(1) => drop(store.article_hours(weeks, article).await?),
            Some(2) => drop(store.scope_days(weeks, ArticleScope::Section).await?),
            Some(3) => drop(store.article_breakdown(weeks, article, Dimension::Source).await?),
            Some(4) => drop(store.scope_readers(weeks, ArticleScope::Section, Piece::Week).await?),
            Some(5) => drop(store.next_pages(week, article, 10).await?),
            Some(6) => {
                tokio::try_join!(store.readers_present(site, *now), store.pages_present(site, *now, 10))?;
            }
            Some(7) => drop(store.site_hours(week).await?),
            Some(8) => drop(store.site_breakdown(week, Dimension::Source).await?),
            Some(9) => drop(store.scope_days(weeks, ArticleScope::Author).await?),
            Some(10) => drop(store.site_breakdown(weeks, Dimension::Country).await?),
            _ => drop(store.visit_days(weeks, VisitDimension::All).await?),
        }
        Ok(())
    }
}

fn show(figures: &[Value]) {
    let of = |figure: &Value, question: &str, field: &str| {
        figure["questions"][question][field].as_f64().unwrap_or_default()
    };
    print("question\tstored\tp50\tp95\tp95 against the first size");
    for question in QUESTIONS {
        for figure in figures {
            let p95 = of(figure, question, "p95_ms");
            print(&format!(
                "{question}\t{}\t{:.1} ms\t{p95:.1} ms\t{:.2}",
                figure["stored"],
                of(figure, question, "p50_ms"),
                p95 / of(&figures[0], question, "p95_ms"),
            ));
        }
    }
    for figure in figures {
        if let Some(resident) = figure["resident_mb"].as_f64() {
            print(&format!("resident memory afterwards\t{}\t{resident:.0} MB", figure["stored"]));
        }
    }
}
