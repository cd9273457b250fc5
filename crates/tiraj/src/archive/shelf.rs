//! The editions on disk.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use tiraj_model::{IsoWeek, ReportFormat, SiteName};
use tiraj_reporting::weekly::{Edition, EditionFile};

use super::digest::sha256;
use crate::data_folder::write_durably;

/// The names within a week's folder.
const PUBLISHED: &str = "published";
const RESTATED: &str = "restated-";
const ERASED: &str = "erased";
const DRAFT: &str = "draft";

const MANIFEST: &str = "manifest.json";

/// The reports of all sites.
#[derive(Debug, Clone)]
pub(crate) struct Archive(PathBuf);

/// The editions of a week's report, the published one first.
#[derive(Debug, Clone)]
pub(crate) struct ArchivedWeek {
    pub(crate) week: IsoWeek,
    pub(crate) editions: Vec<Edition>,
}

impl Archive {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// The archived weeks of a site, the newest first.
    pub(crate) fn weeks(&self, site: &SiteName) -> anyhow::Result<Vec<ArchivedWeek>> {
        let mut weeks: Vec<IsoWeek> =
            names(&self.site(site))?.into_iter().filter_map(|name| name.parse().ok()).collect();
        weeks.sort_unstable_by(|a, b| b.cmp(a));
        let read = |week| Ok(ArchivedWeek { week, editions: self.editions(site, week)? });
        let weeks: Vec<ArchivedWeek> = weeks.into_iter().map(read).collect::<anyhow::Result<_>>()?;
        Ok(weeks.into_iter().filter(|week| !week.editions.is_empty()).collect())
    }

    /// The editions of a week's report; none where there is none.
    pub(crate) fn editions(&self, site: &SiteName, week: IsoWeek) -> anyhow::Result<Vec<Edition>> {
        let folder = self.week(site, week);
        let mut editions = Vec::new();
        for name in names(&folder)?.into_iter().filter(|name| name == PUBLISHED || name.starts_with(RESTATED))
        {
            let path = folder.join(name).join(MANIFEST);
            let read = || anyhow::Ok(serde_json::from_slice::<Edition>(&fs::read(&path)?)?);
            let edition = read()
                .with_context(|| format!("{} is not readable; restore it from a backup", path.display()))?;
            ensure!(
                edition.manifest_version <= Edition::VERSION,
                "{} is of a newer version of Tiraj; use that one",
                path.display()
            );
            editions.push(edition);
        }
        editions.sort_by_key(|edition| edition.number);
        Ok(editions)
    }

    /// A file of an edition, as it was written.
    pub(crate) fn read(
        &self,
        site: &SiteName,
        week: IsoWeek,
        edition: &Edition,
        format: ReportFormat,
    ) -> anyhow::Result<(String, Vec<u8>)> {
        let file = edition.file(format).with_context(|| {
            let formats: Vec<&str> = edition.files.iter().map(|file| file.format.as_str()).collect();
            format!("the report of {week} was not archived as {format}; there are {}", formats.join(", "))
        })?;
        let path = self.week(site, week).join(folder_of(edition.number)).join(&file.name);
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        ensure!(
            sha256(&bytes) == file.sha256,
            "{} is not what its manifest says; restore it from a backup",
            path.display()
        );
        Ok((file.name.clone(), bytes))
    }

    /// Keeps an edition with its files. What is there already is never written over.
    pub(crate) fn keep(
        &self,
        site: &SiteName,
        week: IsoWeek,
        mut edition: Edition,
        files: &[(ReportFormat, String, Vec<u8>)],
    ) -> anyhow::Result<Edition> {
        let folder = self.week(site, week);
        let failed = || format!("cannot write the report into {}; check the disk", folder.display());
        edition.after_erasing = self.is_erased(site, week);
        let draft = folder.join(DRAFT);
        remove_tree(&draft).with_context(failed)?;
        fs::create_dir_all(&draft).with_context(failed)?;
        for (format, name, bytes) in files {
            write_durably(&draft.join(name), bytes)?;
            let (bytes, sha256) = (bytes.len() as u64, sha256(bytes));
            edition.files.push(EditionFile { name: name.clone(), format: *format, bytes, sha256 });
        }
        write_durably(&draft.join(MANIFEST), &serde_json::to_vec_pretty(&edition)?)?;
        let place = folder.join(folder_of(edition.number));
        if place.exists() {
            bail!("{} is there already", place.display());
        }
        fs::rename(&draft, &place).and_then(|()| sync(&folder)).with_context(failed)?;
        self.set_erased(site, week, false)?;
        Ok(edition)
    }

    /// Takes away all editions of a week for good, and remembers that the report is to be made anew.
    pub(crate) fn take_away(&self, site: &SiteName, week: IsoWeek) -> anyhow::Result<()> {
        self.set_erased(site, week, true)?;
        let folder = self.week(site, week);
        for name in names(&folder)?.into_iter().filter(|name| name != ERASED) {
            let path = folder.join(name);
            remove_tree(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
        Ok(sync(&folder)?)
    }

    /// Takes away everything of a site for good.
    pub(crate) fn take_away_site(&self, site: &SiteName) -> anyhow::Result<()> {
        let folder = self.site(site);
        remove_tree(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
        if self.0.exists() { Ok(sync(&self.0)?) } else { Ok(()) }
    }

    /// The weeks of which the report is to be made anew.
    pub(crate) fn erased_weeks(&self, site: &SiteName) -> anyhow::Result<Vec<IsoWeek>> {
        let weeks = names(&self.site(site))?.into_iter().filter_map(|name| name.parse().ok());
        Ok(weeks.filter(|week| self.is_erased(site, *week)).collect())
    }

    fn is_erased(&self, site: &SiteName, week: IsoWeek) -> bool {
        self.week(site, week).join(ERASED).exists()
    }

    fn set_erased(&self, site: &SiteName, week: IsoWeek, is_erased: bool) -> anyhow::Result<()> {
        let mark = self.week(site, week).join(ERASED);
        if is_erased {
            return write_durably(&mark, b"");
        }
        match fs::remove_file(&mark) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// A site's name is a domain: it is a name of a folder as it is.
    fn site(&self, site: &SiteName) -> PathBuf {
        self.0.join(site.as_str())
    }

    fn week(&self, site: &SiteName, week: IsoWeek) -> PathBuf {
        self.site(site).join(week.to_string())
    }
}

fn folder_of(number: u32) -> String {
    if number == 0 { PUBLISHED.to_owned() } else { format!("{RESTATED}{number}") }
}

/// What is in a folder; nothing where there is none.
fn names(folder: &Path) -> anyhow::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.with_context(|| format!("cannot read {}", folder.display()))?,
    };
    let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    Ok(names.collect::<io::Result<_>>()?)
}

fn remove_tree(path: &Path) -> io::Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use tiraj_model::Language;
    use tiraj_reporting::weekly::Totals;

    use super::*;

    fn edition(number: u32) -> Edition {
        Edition {
            manifest_version: 1,
            site: "news.example".into(),
            week: "2026-W46".into(),
            number,
            made_at: "2026-11-16T02:00:00Z".parse().unwrap(),
            made_by: "0.1.0".into(),
            lang: Language::En,
            demo: false,
            totals: Totals { views: 3, readers: 2, shares: 1 },
            changes: Vec::new(),
            after_erasing: false,
            files: Vec::new(),
        }
    }

    struct Shelf {
        folder: tempfile::TempDir,
        archive: Archive,
        site: SiteName,
        week: IsoWeek,
    }

    fn shelf() -> Shelf {
        let folder = tempfile::tempdir().unwrap();
        let archive = Archive::new(folder.path().join("reports"));
        Shelf { folder, archive, site: "news.example".parse().unwrap(), week: "2026-W46".parse().unwrap() }
    }

    impl Shelf {
        fn keep(&self, number: u32, text: &str) -> anyhow::Result<Edition> {
            let files = [(ReportFormat::Csv, "a.csv".to_owned(), text.as_bytes().to_vec())];
            self.archive.keep(&self.site, self.week, edition(number), &files)
        }

        fn text(&self, edition: &Edition) -> anyhow::Result<String> {
            let (_, bytes) = self.archive.read(&self.site, self.week, edition, ReportFormat::Csv)?;
            Ok(String::from_utf8(bytes)?)
        }
    }

    #[test]
    fn editions_are_kept_as_they_are_and_never_written_over() {
        let shelf = shelf();
        let first = shelf.keep(0, "views\n3\n").unwrap();
        assert!(shelf.keep(0, "views\n4\n").unwrap_err().to_string().contains("there already"));
        let second = shelf.keep(1, "views\n4\n").unwrap();
        assert_eq!(shelf.text(&first).unwrap(), "views\n3\n");
        assert_eq!(shelf.text(&second).unwrap(), "views\n4\n");
        let weeks = shelf.archive.weeks(&shelf.site).unwrap();
        assert_eq!(weeks[0].editions, [first, second.clone()]);
        let words = shelf.archive.read(&shelf.site, shelf.week, &second, ReportFormat::Html).unwrap_err();
        assert!(words.to_string().contains("there are csv"), "{words}");
    }

    #[test]
    fn a_file_that_is_not_what_its_manifest_says_is_not_shown() {
        let shelf = shelf();
        let first = shelf.keep(0, "views\n3\n").unwrap();
        let path = shelf.folder.path().join("reports/news.example/2026-W46/published/a.csv");
        std::fs::write(path, "views\n30\n").unwrap();
        assert!(shelf.text(&first).unwrap_err().to_string().contains("restore it from a backup"));
    }

    #[test]
    fn a_draft_that_a_crash_left_is_no_edition() {
        let shelf = shelf();
        let draft = shelf.folder.path().join("reports/news.example/2026-W46/draft");
        std::fs::create_dir_all(&draft).unwrap();
        std::fs::write(draft.join("a.csv"), "half").unwrap();
        assert!(shelf.archive.weeks(&shelf.site).unwrap().is_empty());
        let first = shelf.keep(0, "whole").unwrap();
        assert_eq!(shelf.text(&first).unwrap(), "whole");
    }

    #[test]
    fn what_is_taken_away_is_made_anew_and_says_so() {
        let shelf = shelf();
        (0..2).for_each(|number| drop(shelf.keep(number, "secret").unwrap()));
        shelf.archive.take_away(&shelf.site, shelf.week).unwrap();
        assert!(shelf.archive.weeks(&shelf.site).unwrap().is_empty());
        assert_eq!(shelf.archive.erased_weeks(&shelf.site).unwrap(), [shelf.week]);
        assert!(shelf.keep(0, "public").unwrap().after_erasing);
        assert!(shelf.archive.erased_weeks(&shelf.site).unwrap().is_empty());
        shelf.archive.take_away_site(&shelf.site).unwrap();
        assert!(!shelf.folder.path().join("reports/news.example").exists());
    }
}
