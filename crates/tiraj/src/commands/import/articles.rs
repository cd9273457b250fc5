//! `tiraj import articles`: a catalogue of articles into the registry.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use tiraj_import::catalogue::{CatalogueReader, Columns};
use tiraj_model::{Article, Clock, DropReason, SiteName, SystemClock};

use crate::access::Access;
use crate::commands::folder::FolderArgs;
use crate::output::{print, say};
use crate::progress;

/// Articles that are stored together.
const CHUNK: usize = 5_000;

/// Import a catalogue of articles from CSV; what the CMS says later wins over it
#[derive(Debug, Args)]
#[command(
    after_help = "Example: tiraj import articles --site news.example --column section=Rubrika catalogue.csv"
)]
pub(crate) struct Articles {
    /// The site
    #[arg(long, value_name = "S")]
    site: SiteName,

    /// Which column holds a field, where its name does not say so; may be given several times
    #[arg(long = "column", value_name = "FIELD=COLUMN")]
    columns: Vec<String>,

    /// The catalogues
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    #[command(flatten)]
    folder: FolderArgs,
}

impl Articles {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let columns = self.columns.iter().try_fold(Columns::default(), |columns, pair| columns.map(pair))?;
        Access::during(&self.folder.settings()?, async |access| self.import(access, &columns).await).await
    }

    async fn import(&self, access: &Access, columns: &Columns) -> anyhow::Result<()> {
        let site = access.site(&self.site).await?;
        let total = self.files.iter().filter_map(|file| file.metadata().ok()).map(|m| m.len()).sum();
        let bar = progress::bytes(total, "importing");
        for path in &self.files {
            let failed = || format!("importing {} ended early", path.display());
            let source = BufReader::new(bar.wrap_read(File::open(path).with_context(failed)?));
            let mut reader = CatalogueReader::new(source, site.clone(), columns).with_context(failed)?;
            loop {
                let articles: Vec<Article> =
                    reader.by_ref().take(CHUNK).collect::<Result<_, _>>().with_context(failed)?;
                if articles.is_empty() {
                    break;
                }
                access.store().upsert_articles(&articles, SystemClock.now()).await?;
            }
            let tally = reader.tally();
            let dropped: String =
                tally.dropped.iter().map(|(reason, count)| format!(", {count} {reason}")).collect();
            if tally.dropped.contains_key(&DropReason::Hostname) {
                let name = &site.name;
                say(&format!(
                    "rows of other hosts are dropped; `tiraj site add {name} --hostname HOST` makes one the site's own"
                ));
            }
            print(&format!("{}: {} rows, {} accepted{dropped}", path.display(), tally.lines, tally.accepted));
        }
        bar.finish_and_clear();
        Ok(())
    }
}
