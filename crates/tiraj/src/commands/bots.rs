//! `tiraj bots`: the machines among a site's visitors, and the crawlers of AI companies by name.

use std::collections::BTreeMap;

use clap::Args;
use serde_json::{Value, json};
use tiraj_enrich::ai_company;
use tiraj_model::{BotReason, Clock, SiteName, SystemClock};
use tiraj_store::VerdictCount;

use super::folder::FolderArgs;
use super::period::PeriodArgs;
use crate::access::Access;
use crate::output::{print, print_json};

/// Show who is no person: events by verdict, AI companies' crawlers by name
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj bots --site news.example --from 2026-11-01 --to 2026-11-30")]
pub(crate) struct Bots {
    /// The site
    #[arg(long, value_name = "S")]
    site: SiteName,

    #[command(flatten)]
    period: PeriodArgs,

    /// Write the counts as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

impl Bots {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let settings = self.folder.settings()?;
        let counts = Access::during(&settings, async |access| self.count(access).await).await?;
        self.report(&counts);
        Ok(())
    }

    async fn count(&self, access: &Access) -> anyhow::Result<Vec<VerdictCount>> {
        let site = access.site(&self.site).await?;
        let period = self.period.of(&site, SystemClock.now())?;
        access.flush().await?;
        Ok(access.store().verdicts(&period).await?)
    }

    fn report(&self, counts: &[VerdictCount]) {
        let crawlers = counts.iter().filter(|count| count.verdict == BotReason::Ai.as_str());
        if self.json {
            let verdicts: Vec<Value> = totals(counts)
                .into_iter()
                .map(|(verdict, (events, views))| json!({"verdict": verdict, "events": events, "views": views}))
                .collect();
            let crawlers: Vec<Value> = crawlers.map(describe).collect();
            print_json(&json!({"site": self.site, "verdicts": verdicts, "ai_crawlers": crawlers}));
            return;
        }
        print("verdict\tevents\tviews");
        for (verdict, (events, views)) in totals(counts) {
            print(&format!("{verdict}\t{events}\t{views}"));
        }
        for crawler in crawlers {
            let VerdictCount { crawler: name, events, pages, .. } = crawler;
            print(&format!("{}\t{name}\t{events} events\t{pages} pages", company(name)));
        }
    }
}

/// Events and views by verdict.
fn totals(counts: &[VerdictCount]) -> BTreeMap<&str, (u64, u64)> {
    let mut totals = BTreeMap::<&str, (u64, u64)>::new();
    for count in counts {
        let (events, views) = totals.entry(&count.verdict).or_default();
        *events += count.events;
        *views += count.views;
    }
    totals
}

fn describe(count: &VerdictCount) -> Value {
    json!({
        "crawler": count.crawler,
        "company": company(&count.crawler),
        "events": count.events,
        "views": count.views,
        "pages": count.pages,
    })
}

/// The company behind a crawler; empty where it is not known.
fn company(crawler: &str) -> &'static str {
    ai_company(crawler).unwrap_or_default()
}
