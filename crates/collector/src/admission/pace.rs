//! The step that sees a machine in its pace: nobody reads hundreds of pages a minute. Off unless it is set.

use std::sync::Arc;

use jiff::Timestamp;
use tiraj_model::{BotReason, EventKind, ReaderId, Verdict};

use super::{Admission, Draft, Objection};
use tiraj_rates::Rates;

/// How many readers' paces are remembered.
const READERS: usize = 1 << 16;

/// For how many minutes a reader who was too fast is held for a machine.
const MINUTES_HELD: u32 = 10;

/// The pace above which a reader is held for a machine. Clones see the same readers.
#[derive(Debug, Clone)]
pub(super) struct PaceLimit {
    views_per_minute: u32,
    rates: Arc<Rates<ReaderId>>,
}

impl PaceLimit {
    /// A limit of so many views a minute; none for 0.
    pub(super) fn new(views_per_minute: u32) -> Option<Self> {
        (views_per_minute > 0).then(|| Self { views_per_minute, rates: Arc::new(Rates::new(READERS)) })
    }

    fn is_human(&self, reader: ReaderId, now: Timestamp) -> bool {
        let Err(wait) = self.rates.take(&reader, self.views_per_minute, now) else { return true };
        // Once for each offence: who waits longer than one view takes is held already.
        if u128::from(self.views_per_minute) * wait.as_nanos() <= 60_000_000_000 {
            let held = self.views_per_minute.saturating_mul(MINUTES_HELD);
            self.rates.charge(&reader, self.views_per_minute, held, now);
        }
        false
    }
}

/// Gives too fast a reader's view the verdict `bot:rate`. A reader who is not linked has no pace.
pub(super) fn judge_pace(gate: &Admission, draft: &mut Draft) -> Result<(), Objection> {
    let event = &mut draft.event;
    let is_view = event.kind == EventKind::View && event.verdict.counts() && !draft.is_trusted;
    if let (true, Some(limit), Some(reader)) = (is_view, &gate.pace_limit, event.reader)
        && !limit.is_human(reader, draft.sender.received_at)
    {
        event.verdict = Verdict::Bot(BotReason::Rate);
    }
    Ok(())
}
