//! The files that belong into a backup, and where they are to be in the folder that it makes.

use std::io;
use std::path::{Path, PathBuf};

use crate::data_folder::DataFolder;

/// Where the engine keeps the files of tables, below its data.
const STORE: &str = "store";

/// Where it keeps the statements that make databases.
const METADATA: &str = "metadata";

/// A file, its place in the data folder, and its length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) from: Origin,
    pub(super) place: String,
    pub(super) bytes: u64,
}

/// Where the content of a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// In a file that stays as it is.
    File(PathBuf),
    /// Here, since the file changes while others are written.
    Memory(Vec<u8>),
}

/// All files of a backup.
#[derive(Debug, Default)]
pub(crate) struct Sources(Vec<Source>);

impl Sources {
    /// Finds them in a folder whose tables are held fast.
    pub(crate) fn find(folder: &DataFolder) -> io::Result<Self> {
        let mut sources = Self::default();
        let engine = folder.engine();
        sources.add_tree(&engine.join(METADATA), "clickhouse/metadata", &|path| ends_with(path, "sql"))?;
        // What makes the tables, and an empty one of those that are not held fast.
        let is_plan = |path: &Path| ends_with(path, "sql") || path.ends_with("format_version.txt");
        sources.add_level(&engine.join(STORE), "clickhouse/store", &is_plan)?;
        sources.add_tree(&folder.frozen().join(STORE), "clickhouse/store", &|_| true)?;
        sources.add_tree(&folder.dead_letters(), "dead-letters", &|_| true)?;
        sources.add_tree(&folder.reports(), "reports", &|path| !path.iter().any(|part| part == "draft"))?;
        // Addresses are not among them, which are to be forgotten.
        sources.add_tree(&folder.audit(), "audit", &|path| ends_with(path, "ndjson"))?;
        // Sessions are not among them: who was signed out since must not come back with a backup.
        let registers = [
            folder.sites(),
            folder.tokens(),
            folder.people(),
            folder.share_links(),
            folder.schedules(),
            folder.deliveries(),
            folder.delivery_key(),
        ];
        registers.iter().try_for_each(|file| sources.add_register(file))?;
        Ok(sources)
    }

    /// Bytes of all of them.
    pub(crate) fn bytes(&self) -> u64 {
        self.0.iter().map(|source| source.bytes).sum()
    }

    pub(super) fn files(&self) -> &[Source] {
        &self.0
    }

    /// Files of the folders two levels below: of the engine's databases and tables, without the parts.
    fn add_level(&mut self, folder: &Path, place: &str, is_wanted: &dyn Fn(&Path) -> bool) -> io::Result<()> {
        for (group, group_place) in children(folder, place)? {
            for (table, table_place) in children(&group, &group_place)? {
                for (file, file_place) in children(&table, &table_place)? {
                    if file.is_file() && is_wanted(&file) {
                        self.add(file, file_place)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn add_tree(&mut self, folder: &Path, place: &str, is_wanted: &dyn Fn(&Path) -> bool) -> io::Result<()> {
        for (path, place) in children(folder, place)? {
            // Links lead to folders that are looked through by themselves.
            if path.is_symlink() {
                continue;
            }
            if path.is_dir() {
                self.add_tree(&path, &place, is_wanted)?;
            } else if is_wanted(&path) {
                self.add(path, place)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, from: PathBuf, place: String) -> io::Result<()> {
        let bytes = from.metadata()?.len();
        self.0.push(Source { from: Origin::File(from), place, bytes });
        Ok(())
    }

    /// Adds a file of the folder that is replaced whenever it changes, if it is there.
    fn add_register(&mut self, file: &Path) -> io::Result<()> {
        let content = match std::fs::read(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            content => content?,
        };
        let place = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        self.0.push(Source { bytes: content.len() as u64, from: Origin::Memory(content), place });
        Ok(())
    }
}

fn ends_with(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found == extension)
}

/// What is in a folder, by name, with its places; nothing where there is none.
fn children(folder: &Path, place: &str) -> io::Result<Vec<(PathBuf, String)>> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        entries => entries?,
    };
    let named = |entry: io::Result<std::fs::DirEntry>| {
        let entry = entry?;
        Ok((entry.path(), format!("{place}/{}", entry.file_name().to_string_lossy())))
    };
    let mut children = entries.map(named).collect::<io::Result<Vec<_>>>()?;
    children.sort();
    Ok(children)
}
