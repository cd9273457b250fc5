//! Looking for a text in every file of a folder, also where ClickHouse has packed it.
//!
//! A file of ClickHouse is a row of blocks: 16 bytes of checksum, a byte that names the method, the packed length (its own nine bytes of head
//! included) and the plain length, both u32.

use std::path::{Path, PathBuf};

const HEAD: usize = 9;

/// The files below a folder in which a text stands, as it is or packed. What a running server removes meanwhile is passed over.
pub(super) fn files_with(folder: &Path, text: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.is_dir() {
            found.extend(files_with(&path, text));
        } else if let Ok(bytes) = std::fs::read(&path)
            && (holds(&bytes, text) || unpack(&bytes).is_some_and(|plain| holds(&plain, text)))
        {
            found.push(path);
        }
    }
    found
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// The plain content of a file of blocks; `None` for one of another kind.
fn unpack(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    while !bytes.is_empty() {
        let block = bytes.get(16..)?;
        let length = u32::from_le_bytes(block.get(1..5)?.try_into().ok()?) as usize;
        plain.extend(unpack_block(block.get(..length)?)?);
        bytes = &block[length..];
    }
    Some(plain)
}

fn unpack_block(block: &[u8]) -> Option<Vec<u8>> {
    let (head, packed) = block.split_at_checked(HEAD)?;
    let length = u32::from_le_bytes(head[5..9].try_into().ok()?) as usize;
    match head[0] {
        0x02 => Some(packed.to_vec()),
        0x82 => unpack_lz4(packed, length),
        0x90 => zstd::bulk::decompress(packed, length).ok(),
        // Several, one after another: their names, and then the block of the last. What comes before it holds numbers only.
        0x91 => unpack_block(packed.get(1 + usize::from(*packed.first()?)..)?),
        _ => Some(packed.to_vec()),
    }
}

/// A block of LZ4: literals, and copies of what came before.
fn unpack_lz4(mut packed: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(length);
    loop {
        let (token, rest) = packed.split_first()?;
        packed = rest;
        let literals = read_length(&mut packed, usize::from(token >> 4))?;
        plain.extend_from_slice(packed.get(..literals)?);
        packed = &packed[literals..];
        if packed.is_empty() {
            return (plain.len() == length).then_some(plain);
        }
        let back = usize::from(u16::from_le_bytes(packed.get(..2)?.try_into().ok()?));
        packed = &packed[2..];
        let copied = read_length(&mut packed, usize::from(token & 15))? + 4;
        let from = plain.len().checked_sub(back)?;
        for at in from..from + copied {
            plain.push(*plain.get(at)?);
        }
    }
}

/// A length of four bits, which goes on in further bytes where all four are set.
fn read_length(packed: &mut &[u8], nibble: usize) -> Option<usize> {
    let mut length = nibble;
    while length >= 15 {
        let (more, rest) = packed.split_first()?;
        *packed = rest;
        length += usize::from(*more);
        if *more < 255 {
            break;
        }
    }
    Some(length)
}
