//! The archive: weekly reports as they were published, in the data folder.
//!
//! | in `reports/SITE/2026-W46/` | what |
//! |---|---|
//! | `published/` | the edition that was published; it is never altered |
//! | `restated-1/`, `restated-2/`, … | the report computed anew after its headline figures had changed |
//! | `erased` | there while an edition is to be made anew, since something in the former ones was erased |
//!
//! Each edition is a folder of files and `manifest.json` ([`tiraj_reporting::weekly::Edition`]: when, by which version, the headline figures, and a digest of
//! each file). It is made beside, synced, and gets its name when it is whole. So who reads needs nobody's leave, and sees an edition whole or not at all.

mod digest;
mod erasing;
mod press;
mod shelf;

pub(crate) use press::{Press, PressParts};
pub(crate) use shelf::Archive;
