//! A segment of the spool, folded into what is known.

use tiraj_frames::{EventColumns, FrameError, preamble, read_frames};
use tiraj_spool::Segment;

use super::Totals;

/// Adds the segment's views to the totals and returns the ids of its events. A frame that makes no sense is reported and
/// left out; its neighbours count.
pub(crate) fn fold_segment(segment: &Segment, totals: &mut Totals) -> Vec<u64> {
    let own;
    let schema = match segment.preamble() {
        Some(schema) => schema,
        None => {
            own = preamble();
            &own
        }
    };
    let mut ids = Vec::new();
    for (position, frame) in segment.frames() {
        if let Err(error) = fold_frame(schema, frame, totals, &mut ids) {
            tracing::error!(
                segment = position.segment.0,
                frame = position.frame,
                %error,
                "a frame of the spool is not readable, its views are not counted"
            );
        }
    }
    ids
}

fn fold_frame(
    schema: &[u8],
    frame: &[u8],
    totals: &mut Totals,
    ids: &mut Vec<u64>,
) -> Result<(), FrameError> {
    for batch in read_frames(schema, [frame])? {
        let events = EventColumns::new(&batch)?;
        for row in 0..events.len() {
            if events.counts_as_view(row) {
                totals.add(events.site(row), events.path(row), 1);
            }
            ids.extend(Some(events.id(row)).filter(|id| *id != 0));
        }
    }
    Ok(())
}
