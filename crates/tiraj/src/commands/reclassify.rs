//! `tiraj reclassify`: today's rules over stored history.

use clap::Args;
use serde_json::{Value, json};
use tiraj_model::{Site, SiteName};
use tiraj_store::{History, Reclassified, Store};

use super::folder::FolderArgs;
use super::period::OpenPeriodArgs;
use crate::access::Access;
use crate::data_folder::DataFolder;
use crate::output::{print, print_json, say};
use crate::reclassification::{Changes, Moves, reclassify};

/// Findings that are kept together.
const CHUNK: usize = 10_000;

/// Changes of one kind that are printed; `--json` has all.
const SHOWN: usize = 20;

/// Run today's rules for machines, sources and channels over stored events
#[derive(Debug, Args)]
#[command(
    after_help = "Example: tiraj reclassify --site news.example --from 2026-11-01 --to 2026-11-30 --dry-run"
)]
pub(crate) struct Reclassify {
    /// The site
    #[arg(long, value_name = "S")]
    site: SiteName,

    #[command(flatten)]
    period: OpenPeriodArgs,

    /// Only show what would change
    #[arg(long)]
    dry_run: bool,

    /// Write the changes as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

impl Reclassify {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let settings = self.folder.settings()?;
        let in_cluster = settings.clickhouse.as_ref().is_some_and(|server| server.cluster.is_some());
        anyhow::ensure!(
            self.dry_run || !in_cluster,
            "stored events of a cluster cannot be reclassified: what the rules find lies on one server, and each would need it; \
             --dry-run shows what would change"
        );
        let act = async |access: &Access| {
            // Held to the end: what is found lies in one table.
            let _alone = if self.dry_run {
                None
            } else {
                Some(DataFolder::new(&settings.data).take_reclassification()?)
            };
            self.apply(access).await
        };
        Access::during(&settings, act).await
    }

    async fn apply(&self, access: &Access) -> anyhow::Result<()> {
        let site = access.site(&self.site).await?;
        let (from, to) = self.period.of(&site)?;
        let history = History { site: site.name.clone(), from, to };
        // What was acknowledged before is history too.
        access.flush().await?;
        let months = access.store().event_months(&history).await?;
        let changes = self.find(access, &site, &history, &months).await?;
        if !self.dry_run {
            change(access, &history, &months).await?;
        }
        self.report(&changes);
        Ok(())
    }

    /// Runs the rules over the evidence of each month, and unless only looking, keeps what differs.
    async fn find(
        &self,
        access: &Access,
        site: &Site,
        history: &History,
        months: &[u32],
    ) -> anyhow::Result<Changes> {
        let mut changes = Changes::default();
        if !self.dry_run {
            access.store().clear_reclassified().await?;
        }
        for month in months {
            let mut rows = access.store().evidence(history, *month)?;
            let mut found = Vec::new();
            while let Some(stored) = rows.next().await? {
                let now = reclassify(site, &stored);
                changes.count(&stored, now.as_ref());
                found.extend(now);
                self.keep(access, &mut found, CHUNK).await?;
            }
            self.keep(access, &mut found, 1).await?;
        }
        Ok(changes)
    }

    /// Keeps findings once there are as many as `least`.
    async fn keep(&self, access: &Access, found: &mut Vec<Reclassified>, least: usize) -> anyhow::Result<()> {
        if found.len() >= least {
            if !self.dry_run {
                access.store().keep_reclassified(found).await?;
            }
            found.clear();
        }
        Ok(())
    }

    fn report(&self, changes: &Changes) {
        if self.json {
            print_json(&json!({
                "site": self.site,
                "applied": !self.dry_run,
                "events": changes.events,
                "changed": changes.changed,
                "verdicts": describe(&changes.verdicts),
                "channels": describe(&changes.channels),
                "sources": describe(&changes.sources),
            }));
            return;
        }
        let verb = if self.dry_run { "would change" } else { "changed" };
        print(&format!("{} of {} events {verb}", changes.changed, changes.events));
        for (kind, moves) in
            [("verdict", &changes.verdicts), ("channel", &changes.channels), ("source", &changes.sources)]
        {
            show(kind, moves);
        }
    }
}

/// Applies the kept findings and has everything that was counted from the old values counted anew. Cut short, a repeat
/// completes it: changed events are not found again, but the hours that are held are.
async fn change(access: &Access, history: &History, months: &[u32]) -> anyhow::Result<()> {
    let store = access.store();
    store.hold_reclassified_hours(history).await?;
    access.begin_bulk().await?;
    let changed = reclassify_months(store, history, months).await;
    // Also after a failure: what was changed until then counts, and what goes on by itself is waited for.
    access.finish_bulk().await?;
    changed?;
    store.clear_held_hours(&history.site).await?;
    store.clear_reclassified().await?;
    Ok(())
}

async fn reclassify_months(store: &Store, history: &History, months: &[u32]) -> anyhow::Result<()> {
    for month in months {
        store.reclassify_month(history, *month).await?;
    }
    Ok(())
}

/// Moves by their weight, the greatest first.
fn by_weight(moves: &Moves) -> Vec<(&str, &str, u64)> {
    let mut sorted: Vec<_> = moves.iter().map(|((from, to), events)| (&**from, &**to, *events)).collect();
    sorted.sort_by_key(|(_, _, events)| std::cmp::Reverse(*events));
    sorted
}

fn describe(moves: &Moves) -> Vec<Value> {
    let one = |(from, to, events)| json!({"from": from, "to": to, "events": events});
    by_weight(moves).into_iter().map(one).collect()
}

fn show(kind: &str, moves: &Moves) {
    let name = |text: &str| if text.is_empty() { "(none)".to_owned() } else { text.to_owned() };
    for (from, to, events) in by_weight(moves).into_iter().take(SHOWN) {
        print(&format!("{kind}\t{}\t{}\t{events}", name(from), name(to)));
    }
    if moves.len() > SHOWN {
        say(&format!("{} more changes of {kind}; --json shows all", moves.len() - SHOWN));
    }
}
