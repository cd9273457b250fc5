//! What an earlier process left of the view totals.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tiraj_spool::SegmentId;

use super::{Base, Included, SnapshotError, Totals, snapshot};

const BASE_EXTENSION: &str = "base";

/// What an earlier process wrote down.
pub(super) struct Found {
    pub(super) base: Arc<Base>,
    pub(super) totals: Totals,
    pub(super) through: SegmentId,
    pub(super) included: Included,
    /// Whether views from before the oldest segment may be missing.
    pub(super) needs_rebase: bool,
}

impl Found {
    /// Reads it. `next` is the number of the spool's next segment.
    pub(super) fn read(folder: &Path, next: SegmentId) -> Result<Self, SnapshotError> {
        let Some(snapshot) = snapshot::load(folder)? else { return Ok(Self::nothing()) };
        let Some(base) = find_base(folder, snapshot.base)? else {
            snapshot::set_aside(folder);
            return Ok(Self::nothing());
        };
        // A spool that was emptied by hand counts its segments from 1 again: then the number means nothing.
        let is_stale = snapshot.through >= next.0;
        let through = SegmentId(if is_stale { 0 } else { snapshot.through });
        Ok(Self {
            base: Arc::new(base),
            totals: snapshot.totals,
            through,
            included: snapshot.included,
            needs_rebase: is_stale,
        })
    }

    fn nothing() -> Self {
        Self {
            base: Arc::new(Base::empty()),
            totals: Totals::default(),
            through: SegmentId(0),
            included: Included::default(),
            needs_rebase: true,
        }
    }
}

/// The base of that number, `None` where it is lost or damaged. Others, which an interrupted writing left, are removed.
fn find_base(folder: &Path, number: u64) -> Result<Option<Base>, SnapshotError> {
    let path = base_path(folder, number);
    let unusable = |source| SnapshotError::Io { path: folder.to_owned(), source };
    for entry in std::fs::read_dir(folder).map_err(unusable)? {
        let other = entry.map_err(unusable)?.path();
        if other.extension().is_some_and(|extension| extension == BASE_EXTENSION) && other != path {
            let _ = std::fs::remove_file(other);
        }
    }
    if number == 0 {
        return Ok(Some(Base::empty()));
    }
    match Base::open(&path, number) {
        Ok(base) => Ok(Some(base)),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof
            ) =>
        {
            Ok(None)
        }
        Err(source) => Err(SnapshotError::Io { path, source }),
    }
}

/// The file of the base of that number.
pub(super) fn base_path(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("views-{number}.{BASE_EXTENSION}"))
}
