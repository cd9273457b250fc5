//! Writing a backup, one file after another.

use std::fs::File;
use std::io::{Read, Write};

use anyhow::Context;
use tar::{Builder, Header};

use super::digest::Passed;
use super::sources::Origin;
use super::{END, FORMAT, HEAD, Head, Sources};

/// Rights of files in a backup: their owner's alone.
const MODE: u32 = 0o600;

/// Writes a backup of files that stay as they are meanwhile. `passed` is told how many bytes of them are written.
pub(crate) fn write(
    sources: &Sources,
    taken_at: jiff::Timestamp,
    to: impl Write,
    mut passed: impl FnMut(u64),
) -> anyhow::Result<()> {
    let mut archive = Archive { builder: Builder::new(to), passed: Passed::default() };
    let head = Head { format: FORMAT, tiraj: env!("CARGO_PKG_VERSION").to_owned(), taken_at };
    let head = serde_json::to_vec_pretty(&head)?;
    archive.append(HEAD, head.len() as u64, &*head)?;
    for source in sources.files() {
        let failed = || format!("cannot read {}", source.place);
        match &source.from {
            Origin::File(path) => {
                let content = File::open(path).with_context(failed)?;
                archive.append(&source.place, source.bytes, content).with_context(failed)?;
            }
            Origin::Memory(content) => archive.append(&source.place, source.bytes, &**content)?,
        }
        passed(source.bytes);
    }
    archive.finish()
}

struct Archive<W: Write> {
    builder: Builder<W>,
    passed: Passed,
}

impl<W: Write> Archive<W> {
    fn append(&mut self, place: &str, bytes: u64, content: impl Read) -> anyhow::Result<()> {
        // Exactly as many as the entry's head says, whatever the file does.
        let content = self.passed.begin(place, bytes, content.take(bytes));
        put(&mut self.builder, place, bytes, content)
    }

    fn finish(mut self) -> anyhow::Result<()> {
        let end = serde_json::to_vec_pretty(&self.passed.end())?;
        put(&mut self.builder, END, end.len() as u64, &*end)?;
        self.builder.finish()?;
        Ok(())
    }
}

fn put(builder: &mut Builder<impl Write>, place: &str, bytes: u64, content: impl Read) -> anyhow::Result<()> {
    let mut header = Header::new_gnu();
    header.set_size(bytes);
    header.set_mode(MODE);
    Ok(builder.append_data(&mut header, place, content)?)
}
