//! What this node has received and the store may not hold yet.

use std::sync::Arc;

use tiraj_collector::Collector;
use tiraj_loader::Loader;
use tiraj_model::Tally;
use tiraj_spool::SegmentId;
use tiraj_store::Intake;

/// A position beyond all segments: nothing is pending.
const NOTHING_PENDING: u64 = u64::MAX >> 1;

/// The intake of a running node.
#[derive(Clone)]
pub(crate) struct NodeIntake {
    collector: tiraj_collector::Intake,
    loader: Arc<Loader>,
}

impl NodeIntake {
    pub(crate) fn new(collector: &Collector, loader: &Arc<Loader>) -> Self {
        Self { collector: collector.intake().clone(), loader: loader.clone() }
    }
}

impl Intake for NodeIntake {
    fn position(&self) -> (u16, u64) {
        let loaded = self.loader.status().borrow().loaded;
        // Before the first segment is loaded, all that the spool holds is pending, whether an earlier process loaded it or not.
        let through = loaded.or_else(|| self.collector.before_first());
        (self.loader.node_number(), through.map_or(NOTHING_PENDING, |segment| segment.0))
    }

    fn received_after(&self, through: u64) -> Tally {
        self.collector.after(SegmentId(through))
    }
}
