//! Looking pages up in a base, and reading all of it.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::os::unix::fs::FileExt;
use std::path::Path;

use quick_cache::sync::Cache;

use super::block::{self, HEADER};
use super::{MAGIC, VERSION, key_of, split_key};
use crate::state::bytes_reader::BytesReader;

/// The pages whose totals are kept at hand, so that those which are asked for all day cost no reading.
const CACHED_PAGES: usize = 16_384;

/// An immutable file of totals. Memory: about 1.5 bytes a page for finding blocks, and a bounded cache.
#[derive(Debug)]
pub(crate) struct Base {
    number: u64,
    /// `None` for the base of a folder that has none yet.
    file: Option<File>,
    blocks: Vec<BlockPlace>,
    pages: u64,
    cache: Cache<String, u64>,
}

/// Where a block stands.
#[derive(Debug)]
struct BlockPlace {
    first_key: Box<str>,
    offset: u64,
}

impl Base {
    /// A base without pages, and without a file.
    pub(crate) fn empty() -> Self {
        Self { number: 0, file: None, blocks: Vec::new(), pages: 0, cache: Cache::new(0) }
    }

    /// Opens a base and reads all of it once, so that damage is found now and not by a reader of the site.
    ///
    /// # Errors
    /// When the file cannot be read; of kind `InvalidData` where it is damaged.
    pub(in crate::state) fn open(path: &Path, number: u64) -> io::Result<Self> {
        let file = File::open(path)?;
        let mut scan = Scan::start(&file)?;
        let (mut blocks, mut pages) = (Vec::new(), 0);
        loop {
            let offset = scan.offset;
            let Some(content) = scan.next_block()? else { break };
            let mut entries = block::entries(&content);
            let (first, _) = entries.next().ok_or_else(damaged)?;
            blocks.push(BlockPlace { first_key: first.into(), offset });
            pages += 1 + entries.count() as u64;
        }
        if scan.pages != Some(pages) {
            return Err(damaged());
        }
        Ok(Self { number, file: Some(file), blocks, pages, cache: Cache::new(CACHED_PAGES) })
    }

    /// The number in its file's name; 0 for the empty one.
    pub(in crate::state) const fn number(&self) -> u64 {
        self.number
    }

    /// How many pages it holds.
    pub(in crate::state) const fn pages(&self) -> u64 {
        self.pages
    }

    /// The views of a page; 0 for one that is not there.
    ///
    /// # Errors
    /// When the disk does not give the block out as it was written.
    pub(crate) fn get(&self, site: &str, path: &str) -> io::Result<u64> {
        let Some(file) = &self.file else { return Ok(0) };
        let key = key_of(site, path);
        if let Some(views) = self.cache.get(&key) {
            return Ok(views);
        }
        let later = self.blocks.partition_point(|block| *block.first_key <= *key);
        let Some(place) = later.checked_sub(1).and_then(|at| self.blocks.get(at)) else { return Ok(0) };
        let content = read_block(file, place.offset)?;
        let found = block::entries(&content).find(|(found, _)| *found == key);
        // Only what is there: anybody may ask for anything.
        if let Some((_, views)) = found {
            self.cache.insert(key.clone(), views);
        }
        Ok(found.map_or(0, |(_, views)| views))
    }

    /// Calls `visit` with site, path and views of every page, in the order of keys.
    ///
    /// # Errors
    /// When the disk fails, or `visit` does.
    pub(in crate::state) fn visit(
        &self,
        mut visit: impl FnMut(&str, &str, u64) -> io::Result<()>,
    ) -> io::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        let mut scan = Scan::start(file)?;
        while let Some(content) = scan.next_block()? {
            for (key, views) in block::entries(&content) {
                let (site, path) = split_key(key);
                visit(site, path, views)?;
            }
        }
        Ok(())
    }
}

fn read_block(file: &File, offset: u64) -> io::Result<Vec<u8>> {
    let mut header = [0; HEADER];
    file.read_exact_at(&mut header, offset)?;
    let (length, checksum) = block::read_header(header);
    if length > block::MAX_CONTENT {
        return Err(damaged());
    }
    let mut content = vec![0; length];
    file.read_exact_at(&mut content, offset + HEADER as u64)?;
    if crc32c::crc32c(&content) == checksum { Ok(content) } else { Err(damaged()) }
}

/// A reader from the first block to the last that leaves the file's own position alone.
struct Scan<'a> {
    source: BufReader<At<'a>>,
    /// Where the next block begins.
    offset: u64,
    /// The number of pages that the end states, once it is reached.
    pages: Option<u64>,
}

impl<'a> Scan<'a> {
    fn start(file: &'a File) -> io::Result<Self> {
        let mut source = BufReader::with_capacity(64 << 10, At { file, offset: 0 });
        let mut head = [0; 12];
        source.read_exact(&mut head).map_err(|_| damaged())?;
        let mut fields = BytesReader(&head);
        if fields.take(MAGIC.len()) != Some(MAGIC) || fields.u32() != Some(VERSION) {
            return Err(damaged());
        }
        Ok(Self { source, offset: head.len() as u64, pages: None })
    }

    fn next_block(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut header = [0; HEADER];
        self.source.read_exact(&mut header)?;
        let (length, checksum) = block::read_header(header);
        if length > block::MAX_CONTENT {
            return Err(damaged());
        }
        let mut content = vec![0; if length == 0 { 8 } else { length }];
        self.source.read_exact(&mut content)?;
        if crc32c::crc32c(&content) != checksum {
            return Err(damaged());
        }
        self.offset += (HEADER + content.len()) as u64;
        if length > 0 {
            return Ok(Some(content));
        }
        self.pages = BytesReader(&content).u64();
        Ok(None)
    }
}

/// A file read from an offset on.
struct At<'a> {
    file: &'a File,
    offset: u64,
}

impl Read for At<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read_at(buffer, self.offset)?;
        self.offset += read as u64;
        Ok(read)
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the file of view totals is damaged")
}
