//! A list on disk as JSON, readable by its owner alone, which is changed as a whole and by one at a time.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::Context;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tiraj_people::Keep;

use crate::data_folder::write_privately;
use crate::output::one_line;

/// The file of a list whose present state a table in memory holds.
#[derive(Debug)]
pub(crate) struct ListFile {
    path: PathBuf,
    /// Held from reading the table to replacing it, so that of two changes at once none is lost.
    changing: Mutex<()>,
}

impl ListFile {
    /// The file, and the list that it holds; an absent file holds none. `mend` says what to do about one that is not
    /// readable.
    pub(crate) fn open<T: DeserializeOwned>(path: &Path, mend: &str) -> anyhow::Result<(Self, Vec<T>)> {
        let list = match std::fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .with_context(|| format!("{} is not readable; {mend}", path.display()))?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        };
        Ok((Self { path: path.to_owned(), changing: Mutex::default() }, list))
    }

    /// Changes the list that `present` gives. `follow` gets the new one only when it is durable.
    pub(crate) fn change<T: Serialize>(
        &self,
        present: impl FnOnce() -> Vec<T>,
        act: impl FnOnce(&mut Vec<T>) -> anyhow::Result<()>,
        follow: impl FnOnce(Vec<T>),
    ) -> anyhow::Result<()> {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut list = present();
        act(&mut list)?;
        self.write(&list)?;
        follow(list);
        Ok(())
    }

    fn write<T: Serialize>(&self, list: &[T]) -> anyhow::Result<()> {
        write_privately(&self.path, &serde_json::to_vec_pretty(list)?)
    }
}

/// For lists whose table in memory sees to it by itself that one change comes after another.
impl<T: Serialize + 'static> Keep<T> for ListFile {
    fn keep(&self, list: &[T]) -> Result<(), String> {
        self.write(list).map_err(|error| one_line(&error))
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn of_changes_at_once_none_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("numbers.json");
        let (file, list) = ListFile::open::<u32>(&path, "mend it").unwrap();
        let table = Mutex::new(list);
        std::thread::scope(|scope| {
            for number in 0..8 {
                let (file, table) = (&file, &table);
                let add = move |list: &mut Vec<u32>| {
                    list.push(number);
                    Ok(())
                };
                scope.spawn(move || {
                    file.change(|| table.lock().unwrap().clone(), add, |list| *table.lock().unwrap() = list)
                        .unwrap();
                });
            }
        });
        assert_eq!(ListFile::open::<u32>(&path, "mend it").unwrap().1.len(), 8);
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_broken_list_is_named_with_its_mend() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("numbers.json");
        std::fs::write(&path, "[{").unwrap();
        let words = ListFile::open::<u32>(&path, "count anew").unwrap_err().to_string();
        assert!(words.contains("numbers.json") && words.contains("count anew"), "{words}");
    }
}
