//! Taking in what other nodes have loaded, so that the public counters of all agree.
//!
//! Each node notes its loads in the store, in order and without gaps. The others look several times a second for what they have
//! not taken in, count its views by the numbers of its batches, and hand them to their collectors with a word on how far
//! each node is included; the two are written down together. What changes the store in other ways (imports, seeds, newer
//! rules) is noted as a change, after which every node sets its counters anew.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::Context;
use tiraj_collector::{Included, Totals};
use tiraj_loader::NodeNumber;
use tiraj_model::{BatchId, BatchOrigin};
use tiraj_store::{LoadKind, NotedLoad, Reached};

use super::{Counters, RETRY, sum};

/// How often other nodes are listened to. With a second until a segment is sealed, and the time to load it, counters agree
/// within two.
const EVERY: Duration = Duration::from_millis(250);

/// How much later than others a load may become visible that was noted before them.
const OVERLAP: Duration = Duration::from_mins(10);

/// How long a load may be missing while later ones of its node are there.
const PATIENCE: Duration = Duration::from_mins(1);

/// How long a node may have heard nothing and go on from where it was: the store keeps loads for a week.
const MEMORY: Duration = Duration::from_hours(6 * 24);

/// Segments of a node, after one and through another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    node: u16,
    after: u64,
    through: u64,
    /// The times of all events; `None` where there are none.
    span_ms: Option<(i64, i64)>,
}

/// What other nodes have noted.
#[derive(Debug, Default, PartialEq, Eq)]
struct News {
    stretches: Vec<Stretch>,
    /// Up to when they were heard.
    heard_us: i64,
    /// Whether events changed past the spool.
    has_change: bool,
    /// Whether loads are missing.
    has_gap: bool,
}

impl Counters {
    /// Listens to the other nodes for as long as it is polled.
    pub(super) async fn exchange(&self, node: &NodeNumber) {
        let (mut is_fresh, mut failures, mut gap_since) = (false, 0, None);
        loop {
            let round = async {
                if !is_fresh {
                    self.refresh().await?;
                }
                self.listen(node, &mut gap_since).await
            };
            let (round, pause) = match round.await {
                Ok(()) => (Ok(()), EVERY),
                Err(error) => (Err(error), RETRY),
            };
            is_fresh |= round.is_ok();
            failures = if round.is_ok() { 0 } else { failures + 1 };
            // The loader speaks of a store that is away.
            if let Err(error) = round
                && failures == 2
            {
                let error = crate::output::one_line(&error);
                tracing::warn!(error, "counts of other nodes are not taken in for now");
            }
            tokio::time::sleep(pause).await;
        }
    }

    /// Sets the counters anew where the store may have forgotten what they have not heard.
    async fn refresh(&self) -> anyhow::Result<()> {
        let mut included = self.included.lock().await;
        let silence = self.store.time_us().await? - included.heard_us;
        if u128::try_from(silence).unwrap_or(0) > MEMORY.as_micros() {
            self.set(&mut included).await?;
        }
        Ok(())
    }

    /// Takes in what is new.
    async fn listen(&self, node: &NodeNumber, gap_since: &mut Option<Instant>) -> anyhow::Result<()> {
        let own = node.claim(&self.store).await?;
        let mut included = self.included.lock().await;
        let since = included.heard_us - i64::try_from(OVERLAP.as_micros())?;
        let mut known = limits(&included);
        known.retain(|reached| reached.node != own);
        known.push(Reached { node: own, segments: Some(u64::MAX), recounts: u64::MAX });
        let news = read(&included, &self.store.loads_after(since, &known).await?);
        let is_lost = news.has_gap && gap_since.get_or_insert_with(Instant::now).elapsed() > PATIENCE;
        if is_lost {
            tracing::warn!("what another node has loaded is not noted; counting anew");
        }
        if news.has_change || is_lost {
            *gap_since = None;
            return self.set(&mut included).await;
        }
        if !news.has_gap {
            *gap_since = None;
        }
        if !news.stretches.is_empty() {
            let views = self.count(&news.stretches).await?;
            let after = advance(&included, &news);
            self.collector.include(views, after.clone())?;
            *included = after;
        }
        Ok(())
    }

    async fn count(&self, stretches: &[Stretch]) -> anyhow::Result<Totals> {
        let mut views = Vec::new();
        for stretch in stretches {
            let Some(span_ms) = stretch.span_ms else { continue };
            let first = |after: u64| {
                let id = BatchId::new(stretch.node, BatchOrigin::Spool, after + 1, 0);
                id.map(BatchId::get).context("a node's loads cannot be numbered")
            };
            let batches = (first(stretch.after)?, first(stretch.through)?);
            views.extend(self.store.views_between(batches, span_ms).await?);
        }
        Ok(sum(views))
    }
}

/// What is included after totals were set by the store, at a moment when nodes had reached so much. Of nodes that it has
/// forgotten no more is included than before.
pub(super) fn join(before: &Included, reached: &[Reached], heard_us: i64) -> Included {
    let mut included = Included { heard_us, ..before.clone() };
    for one in reached {
        if let Some(segments) = one.segments {
            included.segments.insert(one.node, segments);
        }
        included.changes.insert(one.node, one.recounts);
    }
    included
}

/// How far each node is included.
pub(super) fn limits(included: &Included) -> Vec<Reached> {
    let mut nodes: BTreeMap<u16, Reached> = BTreeMap::new();
    let new = |node| Reached { node, segments: None, recounts: 0 };
    for (node, segments) in &included.segments {
        nodes.entry(*node).or_insert_with(|| new(*node)).segments = Some(*segments);
    }
    for (node, change) in &included.changes {
        nodes.entry(*node).or_insert_with(|| new(*node)).recounts = *change;
    }
    nodes.into_values().collect()
}

/// Puts together what was noted, by node and in order.
fn read(included: &Included, loads: &[NotedLoad]) -> News {
    let mut news = News { heard_us: included.heard_us, ..News::default() };
    let mut through: BTreeMap<u16, Stretch> = BTreeMap::new();
    for NotedLoad { load, noted_us } in loads {
        if load.kind == LoadKind::Recount {
            news.has_change = true;
            continue;
        }
        // A node that was not known begins where its first word says.
        let known = included.segments.get(&load.node).copied().unwrap_or(load.after);
        let begin = || Stretch { node: load.node, after: known, through: known, span_ms: None };
        let stretch = through.entry(load.node).or_insert_with(begin);
        if load.after > stretch.through {
            news.has_gap = true;
        } else {
            stretch.extend(load.through, (load.rows > 0).then_some(load.span_ms));
            news.heard_us = news.heard_us.max(*noted_us);
        }
    }
    news.stretches = through.into_values().filter(|stretch| stretch.is_news(included)).collect();
    news
}

impl Stretch {
    fn extend(&mut self, through: u64, span_ms: Option<(i64, i64)>) {
        self.through = self.through.max(through);
        self.span_ms = match (self.span_ms, span_ms) {
            (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
            (one, other) => one.or(other),
        };
    }

    fn is_news(&self, included: &Included) -> bool {
        included.segments.get(&self.node) != Some(&self.through)
    }
}

/// What is included once the news are.
fn advance(included: &Included, news: &News) -> Included {
    let mut after = Included { heard_us: news.heard_us, ..included.clone() };
    after.segments.extend(news.stretches.iter().map(|stretch| (stretch.node, stretch.through)));
    after
}

#[cfg(test)]
mod tests {
    use tiraj_store::Load;

    use super::*;

    fn load(node: u16, after: u64, through: u64) -> NotedLoad {
        let (kind, rows) = (LoadKind::Spool, through - after);
        let span_ms = (i64::try_from(after).unwrap() * 10, i64::try_from(through).unwrap() * 10);
        NotedLoad { load: Load { node, kind, after, through, rows, span_ms }, noted_us: 100 }
    }

    fn known(node: u16, segments: u64) -> Included {
        Included { heard_us: 7, segments: [(node, segments)].into(), ..Included::default() }
    }

    #[test]
    fn loads_join_to_a_stretch_for_each_node() {
        let news = read(&known(1, 5), &[load(1, 4, 5), load(1, 5, 6), load(1, 6, 9), load(2, 40, 41)]);
        assert_eq!(
            news.stretches,
            [
                Stretch { node: 1, after: 5, through: 9, span_ms: Some((40, 90)) },
                Stretch { node: 2, after: 40, through: 41, span_ms: Some((400, 410)) },
            ]
        );
        let after = advance(&known(1, 5), &news);
        assert_eq!(
            after,
            Included { heard_us: 100, segments: [(1, 9), (2, 41)].into(), ..Included::default() }
        );
        assert!(read(&after, &[load(1, 6, 9)]).stretches.is_empty());
    }

    #[test]
    fn a_word_on_where_a_node_begins_makes_it_known() {
        let news = read(&known(1, 5), &[load(2, 40, 40), load(2, 40, 41)]);
        assert_eq!(news.stretches, [Stretch { node: 2, after: 40, through: 41, span_ms: Some((400, 410)) }]);
        let only = read(&known(1, 5), &[load(2, 40, 40)]);
        assert_eq!(advance(&known(1, 5), &only).segments, [(1, 5), (2, 40)].into());
        assert_eq!(only.stretches[0].span_ms, None, "nothing to count");
    }

    #[test]
    fn what_comes_after_a_gap_waits() {
        let news = read(&known(1, 5), &[load(1, 5, 6), load(1, 7, 8), load(2, 1, 2)]);
        assert!(news.has_gap);
        assert_eq!(news.stretches.iter().map(|s| (s.node, s.through)).collect::<Vec<_>>(), [(1, 6), (2, 2)]);
        let change = Load { kind: LoadKind::Recount, ..load(1, 0, 1).load };
        assert!(read(&known(1, 5), &[NotedLoad { load: change, noted_us: 1 }]).has_change);
    }

    #[test]
    fn what_the_store_has_forgotten_stays_included() {
        let before = Included { heard_us: 7, segments: [(1, 5), (2, 6)].into(), changes: [(3, 1)].into() };
        let reached = [
            Reached { node: 2, segments: Some(9), recounts: 0 },
            Reached { node: 4, segments: None, recounts: 2 },
        ];
        let after = join(&before, &reached, 50);
        assert_eq!((after.heard_us, &after.segments), (50, &[(1, 5), (2, 9)].into()));
        assert_eq!(after.changes, [(2, 0), (3, 1), (4, 2)].into());
        let limits: Vec<_> =
            limits(&after).iter().map(|one| (one.node, one.segments, one.recounts)).collect();
        assert_eq!(limits, [(1, Some(5), 0), (2, Some(9), 0), (3, None, 1), (4, None, 2)]);
    }
}
