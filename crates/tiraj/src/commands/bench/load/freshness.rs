//! How soon an acknowledged event shows in a stats query, while events keep coming in.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::ensure;
use jiff::SignedDuration;
use serde_json::Value;
use tiraj_model::{Clock, Site, SystemClock};
use tiraj_store::Period;
use tokio::time::MissedTickBehavior;

use super::super::stopwatch::Laps;
use super::supply::Supply;
use crate::node::Node;

/// Events a second.
pub(super) const PACE: usize = 5_000;

/// Submissions a second.
const SUBMISSIONS: usize = 100;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// The pause between two questions.
const ASK_EVERY: Duration = Duration::from_millis(50);

/// How long the last events may take to show.
const PATIENCE: Duration = Duration::from_secs(30);

/// Acknowledged submissions that no answer has shown yet: when, and how many events there were with it.
type Unseen = Mutex<VecDeque<(Instant, u64)>>;

/// Sends events for so many seconds and asks all the while how many there are.
pub(super) async fn measure(
    node: &Node,
    site: &Site,
    supply: &mut Supply,
    seconds: u64,
) -> anyhow::Result<Value> {
    // Fixed, lest events of yesterday leave the window while those of today come in.
    let now = SystemClock.now();
    let period = Period::new(site, now - DAY, now + DAY, now);
    let before = count(node, &period).await?;
    let unseen = Unseen::default();
    let begun = Instant::now();
    let send = send(node, supply, seconds, &unseen);
    let watch = watch(node, &period, before, seconds, &unseen);
    let (sent, laps) = tokio::join!(send, watch);
    let (sent, laps) = (sent?, laps?);
    let mut figures = laps.figures(PACE / SUBMISSIONS);
    let rate = sent as f64 / begun.elapsed().as_secs_f64().min(seconds as f64);
    figures["events_per_second"] = rate.round().into();
    Ok(figures)
}

async fn send(node: &Node, supply: &mut Supply, seconds: u64, unseen: &Unseen) -> anyhow::Result<u64> {
    let mut due = tokio::time::interval(Duration::from_secs(1) / SUBMISSIONS as u32);
    due.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut sent = 0;
    for _ in 0..seconds as usize * SUBMISSIONS {
        due.tick().await;
        node.collector.submit(supply.take(PACE / SUBMISSIONS)).await?;
        sent += (PACE / SUBMISSIONS) as u64;
        lock(unseen).push_back((Instant::now(), sent));
    }
    Ok(sent)
}

async fn watch(
    node: &Node,
    period: &Period,
    before: u64,
    seconds: u64,
    unseen: &Unseen,
) -> anyhow::Result<Laps> {
    let (begun, end) = (Instant::now(), Duration::from_secs(seconds));
    let mut laps = Laps::default();
    while begun.elapsed() < end || !lock(unseen).is_empty() {
        ensure!(begun.elapsed() < end + PATIENCE, "acknowledged events do not show");
        tokio::time::sleep(ASK_EVERY).await;
        let shown = count(node, period).await?.saturating_sub(before);
        let mut unseen = lock(unseen);
        let seen = unseen.iter().take_while(|(_, events)| *events <= shown).count();
        unseen.drain(..seen).for_each(|(acknowledged, _)| laps.record(acknowledged.elapsed()));
    }
    laps.elapsed = begun.elapsed();
    Ok(laps)
}

fn lock(unseen: &Unseen) -> std::sync::MutexGuard<'_, VecDeque<(Instant, u64)>> {
    unseen.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The events of a period, as `tiraj bots` asks for them.
async fn count(node: &Node, period: &Period) -> anyhow::Result<u64> {
    Ok(node.store.verdicts(period).await?.iter().map(|verdict| verdict.events).sum())
}
