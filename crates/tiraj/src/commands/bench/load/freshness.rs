//! How soon an acknowledged event shows in a stats query, while events keep coming in.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::ensure;
use arrow::array::AsArray;
use arrow::datatypes::UInt64Type;
use jiff::SignedDuration;
use serde_json::Value;
use tiraj_model::{Clock, Event, EventKind, Site, SystemClock};
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

/// What the questions told.
#[derive(Default)]
struct Watched {
    /// How long each submission took to show.
    shown: Laps,
    /// How long each question took.
    questions: Laps,
}

/// Acknowledged submissions that no answer has shown yet: when, and how many views and shares there were with it.
type Unseen = Mutex<VecDeque<(Instant, u64)>>;

/// Sends events for so many seconds and asks all the while how many views and shares today has had.
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
    let (sent, watched) = tokio::join!(send, watch);
    let (sent, Watched { shown, questions }) = (sent?, watched?);
    let mut figures = shown.figures(PACE / SUBMISSIONS);
    figures["question"] = questions.figures(1);
    let rate = sent as f64 / begun.elapsed().as_secs_f64().min(seconds as f64);
    figures["events_per_second"] = rate.round().into();
    Ok(figures)
}

async fn send(node: &Node, supply: &mut Supply, seconds: u64, unseen: &Unseen) -> anyhow::Result<u64> {
    let mut due = tokio::time::interval(Duration::from_secs(1) / SUBMISSIONS as u32);
    due.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let (mut sent, mut counted) = (0, 0);
    for _ in 0..seconds as usize * SUBMISSIONS {
        due.tick().await;
        let events = supply.take(PACE / SUBMISSIONS);
        sent += events.len() as u64;
        counted += events.iter().filter(|event| is_shown(event)).count() as u64;
        node.collector.submit(events).await?;
        lock(unseen).push_back((Instant::now(), counted));
    }
    Ok(sent)
}

async fn watch(
    node: &Node,
    period: &Period,
    before: u64,
    seconds: u64,
    unseen: &Unseen,
) -> anyhow::Result<Watched> {
    let (begun, end) = (Instant::now(), Duration::from_secs(seconds));
    let mut watched = Watched::default();
    while begun.elapsed() < end || !lock(unseen).is_empty() {
        ensure!(begun.elapsed() < end + PATIENCE, "acknowledged events do not show");
        tokio::time::sleep(ASK_EVERY).await;
        let asked = Instant::now();
        let shown = count(node, period).await?.saturating_sub(before);
        watched.questions.record(asked.elapsed());
        let mut unseen = lock(unseen);
        let seen = unseen.iter().take_while(|(_, events)| *events <= shown).count();
        unseen.drain(..seen).for_each(|(acknowledged, _)| watched.shown.record(acknowledged.elapsed()));
    }
    (watched.shown.elapsed, watched.questions.elapsed) = (begun.elapsed(), begun.elapsed());
    Ok(watched)
}

fn lock(unseen: &Unseen) -> std::sync::MutexGuard<'_, VecDeque<(Instant, u64)>> {
    unseen.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Views and shares of a period by hour, as the live page and the overview ask for them, added up.
async fn count(node: &Node, period: &Period) -> anyhow::Result<u64> {
    let hours = tiraj_frames::read_stream(&node.store.site_hours(period).await?)?;
    let sum = |name: &str| {
        let columns =
            hours.iter().filter_map(|batch| batch.column_by_name(name)?.as_primitive_opt::<UInt64Type>());
        columns.filter_map(arrow::compute::sum).sum::<u64>()
    };
    Ok(sum("views") + sum("shares"))
}

/// Whether the live page counts an event.
fn is_shown(event: &Event) -> bool {
    event.verdict.counts() && matches!(event.kind, EventKind::View | EventKind::Share)
}
