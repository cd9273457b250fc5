//! A file as its text: unpacked where it is packed.

use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::Path;

use anyhow::{Context, ensure};
use flate2::read::MultiGzDecoder;
use indicatif::ProgressBar;

const GZIP: [u8; 2] = [0x1f, 0x8b];
const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// Bytes that are read from the disk at a time.
const BUFFER: usize = 1 << 20;

/// Opens a file, or the standard input where it is called `-`. Whether it is packed is told by its first bytes, not by its
/// name; several members one after another are one text. The bar counts bytes of the file as it is.
pub(super) fn open(path: &Path, bar: &ProgressBar) -> anyhow::Result<Box<dyn Read + Send>> {
    ensure!(!path.is_dir(), "it is a folder; name the files in it");
    let source: Box<dyn Read + Send> = if path == Path::new("-") {
        Box::new(std::io::stdin())
    } else {
        Box::new(File::open(path).context("the file cannot be opened")?)
    };
    let mut source = bar.wrap_read(source);
    let mut head = Vec::new();
    source.by_ref().take(ZSTD.len() as u64).read_to_end(&mut head)?;
    let is_gzip = head.starts_with(&GZIP);
    let is_zstd = head == ZSTD;
    let whole = BufReader::with_capacity(BUFFER, Cursor::new(head).chain(source));
    Ok(if is_gzip {
        Box::new(MultiGzDecoder::new(whole))
    } else if is_zstd {
        Box::new(zstd::Decoder::with_buffer(whole)?)
    } else {
        Box::new(whole)
    })
}
