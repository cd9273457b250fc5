//! Which rows of a refused batch does the table refuse?
//!
//! Halves are tried, and halves of refused halves, on a table that keeps nothing, so that looking for the bad rows leaves
//! no trace and may be cut off at any time. So much is tried for one batch; what is left in question then is held for
//! refused. The good rows keep the batch's number, the others get the one that is set aside from it.

use std::ops::Range;

use arrow::array::{BooleanArray, RecordBatch};
use arrow::compute::{concat_batches, filter_record_batch, not};
use tiraj_frames::{read_stream, write_stream};
use tiraj_store::{Batch, Store, StoreError};

use crate::batches::{BatchError, build_batch};

/// The most trials for one batch: enough to find some dozens of bad rows among a hundred thousand.
const MAX_TRIALS: u32 = 512;

/// A batch taken apart.
#[derive(Debug)]
pub(crate) struct Sifted {
    /// What the table takes, under the batch's own number; `None` where that is nothing.
    pub(crate) good: Option<Batch>,
    /// What it refuses, under the number set aside; `None` where the table has changed and takes all.
    pub(crate) refused: Option<Batch>,
}

/// A batch that could not be taken apart.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SiftError {
    #[error("the store did not say which rows it refuses")]
    Store(#[from] StoreError),
    #[error("a refused batch cannot be taken apart")]
    Batch(#[from] BatchError),
}

/// Takes apart a batch that the store refused.
pub(crate) async fn sift(store: &Store, batch: &Batch) -> Result<Sifted, SiftError> {
    let pieces = read_stream(&batch.stream).map_err(BatchError::from)?;
    let Some(first) = pieces.first() else { return Ok(Sifted { good: None, refused: None }) };
    let rows = concat_batches(&first.schema(), &pieces).map_err(BatchError::from)?;
    drop(pieces);
    store.begin_trials().await?;
    let refused = Sieve { store, rows: &rows, trials: MAX_TRIALS }.refused().await?;
    let part = |mask: &BooleanArray, id| -> Result<Option<Batch>, BatchError> {
        build_batch(id, &[filter_record_batch(&rows, mask)?])
    };
    let mask = mask_of(&refused, rows.num_rows());
    let good = part(&not(&mask).map_err(BatchError::from)?, batch.id)?;
    Ok(Sifted { good, refused: part(&mask, batch.id.aside())? })
}

fn mask_of(ranges: &[Range<usize>], rows: usize) -> BooleanArray {
    let mut mask = vec![false; rows];
    ranges.iter().for_each(|range| mask[range.clone()].fill(true));
    mask.into()
}

/// The search for refused rows.
struct Sieve<'a> {
    store: &'a Store,
    rows: &'a RecordBatch,
    /// Trials that are left.
    trials: u32,
}

impl Sieve<'_> {
    /// The ranges of rows that the table refuses.
    async fn refused(&mut self) -> Result<Vec<Range<usize>>, SiftError> {
        let all = 0..self.rows.num_rows();
        let mut found = Vec::new();
        let mut open = if self.takes(all.clone()).await? { Vec::new() } else { vec![all] };
        while let Some(range) = open.pop() {
            if range.len() == 1 || self.trials == 0 {
                found.push(range);
                continue;
            }
            let middle = range.start + range.len() / 2;
            for half in [range.start..middle, middle..range.end] {
                if !self.takes(half.clone()).await? {
                    open.push(half);
                }
            }
        }
        Ok(found)
    }

    /// Whether the table takes these rows; false where nothing may be tried any more.
    async fn takes(&mut self, rows: Range<usize>) -> Result<bool, SiftError> {
        if self.trials == 0 {
            return Ok(false);
        }
        self.trials -= 1;
        let stream = write_stream(&[self.rows.slice(rows.start, rows.len())]).map_err(BatchError::from)?;
        match self.store.try_events(stream.unwrap_or_default().into()).await {
            Ok(()) => Ok(true),
            Err(error) if error.is_bad_data() => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_become_a_mask() {
        assert_eq!(mask_of(&[1..2, 3..5], 5), BooleanArray::from(vec![false, true, false, true, true]));
        assert_eq!(mask_of(&[], 2), BooleanArray::from(vec![false, false]));
    }
}
