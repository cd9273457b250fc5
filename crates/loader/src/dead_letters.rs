//! Events that the store refused for what they are, kept where an operator finds them.
//!
//! A dead letter is one file, `BATCH.arrows`: an Arrow IPC stream of rows as the table of events was to take them, under
//! the number that was set aside for them. What is to be known of it without reading the rows, a [`DeadLetter`] as JSON,
//! stands in the schema's metadata. Files are written whole or not at all. `dropped.log` names in one line each what an
//! operator gave up.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use arrow::ipc::reader::StreamReader;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tiraj_frames::{EventColumns, FrameError, read_stream, write_stream};
use tiraj_model::BatchId;
use tiraj_store::Batch;

use crate::durable_file;

/// The key of the schema's metadata under which a letter's description stands; the number is the format's version.
const DESCRIPTION: &str = "tiraj:dead-letter:1";
const EXTENSION: &str = "arrows";
const DROPPED: &str = "dropped.log";

/// What is known of a dead letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetter {
    /// Its number, which its rows will have in the store.
    pub batch: BatchId,
    /// Why the store refused it, in the store's words.
    pub reason: String,
    /// Since when it is set aside.
    pub since: Timestamp,
    /// How many events it holds.
    pub rows: u64,
    /// How many of each site.
    pub sites: BTreeMap<String, u64>,
    /// The time of its earliest event.
    pub from: Timestamp,
    /// The time of its latest.
    pub to: Timestamp,
}

/// A dead letter that cannot be kept or had.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// There is no letter of that number.
    #[error("there is no dead letter {0}; `tiraj spool list` shows those there are")]
    Unknown(BatchId),
    /// The folder holds as much as it may.
    #[error(
        "dead letters take up the {limit} bytes that they may; look at them with `tiraj spool list`, then retry or drop them"
    )]
    Full {
        /// The most bytes.
        limit: u64,
    },
    /// The file is not one of ours.
    #[error("{} is not readable as a dead letter; move it elsewhere", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: FrameError,
    },
    /// The disk failed.
    #[error("the folder of dead letters cannot be used; check its disk")]
    Io(#[from] io::Error),
}

/// The folder of dead letters.
#[derive(Debug, Clone)]
pub struct DeadLetters {
    folder: PathBuf,
    limit: u64,
}

impl DeadLetters {
    /// The letters in a folder, which need not be there, that together take no more than `limit` bytes.
    #[must_use]
    pub const fn new(folder: PathBuf, limit: u64) -> Self {
        Self { folder, limit }
    }

    /// All letters, oldest first. A file that is no letter is left out with a warning.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn list(&self) -> Result<Vec<DeadLetter>, LetterError> {
        let mut letters = Vec::new();
        for path in self.files()? {
            match describe(&path) {
                Ok(letter) => letters.push(letter),
                Err(error) => tracing::warn!(path = %path.display(), %error, "no dead letter"),
            }
        }
        letters.sort_by_key(|letter| (letter.since, letter.batch));
        Ok(letters)
    }

    /// How many files there are, letters or not: told without reading them.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn count(&self) -> Result<usize, LetterError> {
        Ok(self.files()?.len())
    }

    /// Keeps refused rows durably, in the place of what was kept under their number before.
    pub(crate) fn keep(&self, batch: &Batch, reason: &str, since: Timestamp) -> Result<PathBuf, LetterError> {
        let path = self.path(batch.id);
        let unreadable = |source| LetterError::Unreadable { path: path.clone(), source };
        let rows = read_stream(&batch.stream).map_err(|error| unreadable(error.into()))?;
        let letter = DeadLetter {
            batch: batch.id,
            reason: reason.to_owned(),
            since,
            rows: batch.rows,
            sites: count_sites(&rows).map_err(unreadable)?,
            from: batch.span.0,
            to: batch.span.1,
        };
        let bytes = encode(&letter, rows).map_err(|error| unreadable(error.into()))?;
        if self.bytes_beside(&path)?.saturating_add(bytes.len() as u64) > self.limit {
            return Err(LetterError::Full { limit: self.limit });
        }
        fs::create_dir_all(&self.folder)?;
        durable_file::replace(&path, &bytes)?;
        Ok(path)
    }

    /// A letter as the batch that it is.
    pub(crate) fn open(&self, id: BatchId) -> Result<(DeadLetter, Batch), LetterError> {
        let path = self.path(id);
        if !path.exists() {
            return Err(LetterError::Unknown(id));
        }
        let letter =
            describe(&path).map_err(|source| LetterError::Unreadable { path: path.clone(), source })?;
        let batch =
            Batch { id, rows: letter.rows, span: (letter.from, letter.to), stream: fs::read(&path)?.into() };
        Ok((letter, batch))
    }

    /// Rows that are kept under a number; 0 where there is no letter.
    pub(crate) fn rows_of(&self, id: BatchId) -> u64 {
        describe(&self.path(id)).map_or(0, |letter| letter.rows)
    }

    /// Removes a letter, if there is one.
    pub(crate) fn remove(&self, id: BatchId) -> io::Result<()> {
        match fs::remove_file(self.path(id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            Err(_) => Ok(()),
            Ok(()) => File::open(&self.folder)?.sync_all(),
        }
    }

    /// Notes durably that a letter is given up.
    pub(crate) fn note_dropped(&self, letter: &DeadLetter, now: Timestamp) -> io::Result<()> {
        let line = serde_json::json!({ "dropped": now, "letter": letter });
        let mut log = File::options().append(true).create(true).open(self.folder.join(DROPPED))?;
        log.write_all(format!("{line}\n").as_bytes())?;
        log.sync_all()
    }

    fn path(&self, id: BatchId) -> PathBuf {
        self.folder.join(format!("{id}.{EXTENSION}"))
    }

    fn files(&self) -> io::Result<Vec<PathBuf>> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let paths: io::Result<Vec<PathBuf>> = entries.map(|entry| Ok(entry?.path())).collect();
        Ok(paths?.into_iter().filter(|path| path.extension().is_some_and(|ext| ext == EXTENSION)).collect())
    }

    /// Bytes of all letters but one.
    fn bytes_beside(&self, one: &Path) -> io::Result<u64> {
        self.files()?.iter().filter(|path| *path != one).map(|path| Ok(fs::metadata(path)?.len())).sum()
    }
}

/// Reads the description at the head of a letter.
fn describe(path: &Path) -> Result<DeadLetter, FrameError> {
    let file = File::open(path).map_err(arrow::error::ArrowError::from)?;
    let reader = StreamReader::try_new(BufReader::new(file), None)?;
    let text = reader.schema().metadata.get(DESCRIPTION).cloned();
    text.and_then(|text| serde_json::from_str(&text).ok()).ok_or(FrameError::Column(DESCRIPTION))
}

fn encode(letter: &DeadLetter, rows: Vec<RecordBatch>) -> Result<Vec<u8>, arrow::error::ArrowError> {
    let description = serde_json::to_string(letter).unwrap_or_default();
    let mut described = Vec::with_capacity(rows.len());
    for batch in rows {
        let metadata = HashMap::from([(DESCRIPTION.to_owned(), description.clone())]);
        let schema = batch.schema().as_ref().clone().with_metadata(metadata);
        described.push(RecordBatch::try_new(schema.into(), batch.columns().to_vec())?);
    }
    Ok(write_stream(&described)?.unwrap_or_default())
}

fn count_sites(rows: &[RecordBatch]) -> Result<BTreeMap<String, u64>, FrameError> {
    let mut sites = BTreeMap::new();
    for batch in rows {
        let columns = EventColumns::new(batch)?;
        for row in 0..columns.len() {
            match sites.get_mut(columns.site(row)) {
                Some(count) => *count += 1,
                None => drop(sites.insert(columns.site(row).to_owned(), 1)),
            }
        }
    }
    Ok(sites)
}
