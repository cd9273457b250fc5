//! Writing a base: the pages of an older one and those that changed, merged in order.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::block;
use super::{BLOCK_BYTES, Base, MAGIC, VERSION, key_of};
use crate::durable_file::sync_folder;
use crate::state::Totals;

/// Writes the sum of a base and of what was counted since into a new file. Durable on return.
pub(in crate::state) fn write_base(path: &Path, old: &Base, since: &Totals) -> io::Result<()> {
    let mut changed: Vec<(String, u64)> =
        since.pages().map(|(site, path, views)| (key_of(site, path), views)).collect();
    changed.sort_unstable();
    let mut changed = changed.into_iter().peekable();
    let mut writer = Writer::create(path)?;
    old.visit(|site, path, views| {
        let key = key_of(site, path);
        while let Some((new, views)) = changed.next_if(|(new, _)| *new < key) {
            writer.push(&new, views)?;
        }
        let more = changed.next_if(|(same, _)| *same == key).map_or(0, |(_, more)| more);
        writer.push(&key, views + more)
    })?;
    changed.try_for_each(|(key, views)| writer.push(&key, views))?;
    writer.finish()?;
    sync_folder(path)
}

struct Writer {
    file: BufWriter<File>,
    content: Vec<u8>,
    pages: u64,
}

impl Writer {
    /// Replaces what an interrupted writing may have left.
    fn create(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
        let mut file = BufWriter::with_capacity(256 << 10, file);
        file.write_all(MAGIC)?;
        file.write_all(&VERSION.to_le_bytes())?;
        Ok(Self { file, content: Vec::with_capacity(2 * BLOCK_BYTES), pages: 0 })
    }

    fn push(&mut self, key: &str, views: u64) -> io::Result<()> {
        block::push(&mut self.content, key, views);
        self.pages += 1;
        if self.content.len() >= BLOCK_BYTES { self.close_block() } else { Ok(()) }
    }

    fn close_block(&mut self) -> io::Result<()> {
        self.file.write_all(&block::header(&self.content))?;
        self.file.write_all(&self.content)?;
        self.content.clear();
        Ok(())
    }

    fn finish(mut self) -> io::Result<()> {
        if !self.content.is_empty() {
            self.close_block()?;
        }
        let pages = self.pages.to_le_bytes();
        self.file.write_all(&0_u32.to_le_bytes())?;
        self.file.write_all(&crc32c::crc32c(&pages).to_le_bytes())?;
        self.file.write_all(&pages)?;
        self.file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}
