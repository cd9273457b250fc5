//! The digest of a backup's entries, taken while they pass.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

use super::End;

/// What has passed so far.
#[derive(Default)]
pub(super) struct Passed {
    hash: Sha256,
    entries: u64,
    bytes: u64,
}

impl Passed {
    /// An entry begins; its content is read through the answer.
    pub(super) fn begin<R: Read>(&mut self, path: &str, length: u64, content: R) -> Passing<'_, R> {
        self.hash.update((path.len() as u64).to_le_bytes());
        self.hash.update(path);
        self.hash.update(length.to_le_bytes());
        self.entries += 1;
        Passing { passed: self, content }
    }

    /// The last entry that fits to all that has passed.
    pub(super) fn end(&self) -> End {
        let digest = self.hash.clone().finalize();
        let sha256 = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        End { entries: self.entries, bytes: self.bytes, sha256 }
    }
}

/// The content of an entry.
pub(super) struct Passing<'a, R> {
    passed: &'a mut Passed,
    content: R,
}

impl<R: Read> Read for Passing<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.content.read(buffer)?;
        self.passed.hash.update(&buffer[..read]);
        self.passed.bytes += read as u64;
        Ok(read)
    }
}
