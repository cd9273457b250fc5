//! `tiraj articles`: what the registry knows.

use anyhow::Context;
use clap::{Args, Subcommand};
use tiraj_model::{Site, SiteName, normalise_path};
use tiraj_store::{ArticleFile, Edit};

use super::folder::FolderArgs;
use crate::access::Access;
use crate::output::{print, print_json};

/// Look into the registry of articles
#[derive(Debug, Subcommand)]
pub(crate) enum ArticlesCommand {
    History(History),
}

/// Show who said what of an article, and when
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj articles history --site news.example --path /politics/1")]
pub(crate) struct History {
    /// The site
    #[arg(long, value_name = "S")]
    site: SiteName,

    /// The article's path, or a former one
    #[arg(long, value_name = "PATH")]
    path: String,

    /// Write everything that is known of the article as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

impl ArticlesCommand {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let Self::History(history) = self;
        Access::during(&history.folder.settings()?, async |access| history.show(access).await).await
    }
}

impl History {
    async fn show(&self, access: &Access) -> anyhow::Result<()> {
        let site: Site = access.site(&self.site).await?;
        access.flush().await?;
        let path = normalise_path(&self.path);
        let file = access.store().article_file(&site.name, &path).await?;
        let file = file.with_context(|| {
            format!(
                "nothing is known of an article at {path}; `tiraj import articles` or the CMS describe one"
            )
        })?;
        if self.json {
            print_json(&serde_json::to_value(&file)?);
        } else {
            write_lines(&file);
        }
        Ok(())
    }
}

/// A line an edit: moment, origin, who brought it, the address, and the fields with what they became.
fn write_lines(file: &ArticleFile) {
    for Edit { at, origin, by, path, fields, said } in &file.history {
        let said = said.as_ref().and_then(|said| serde_json::to_value(said).ok()).unwrap_or_default();
        let show =
            |field: &String| format!("{field}={}", said.get(field).unwrap_or(&serde_json::Value::Null));
        let fields: Vec<String> = fields.iter().map(show).collect();
        let by = if by.is_empty() { "-" } else { by };
        print(&format!("{at}\t{origin}\t{by}\t{path}\t{}", fields.join(" ")));
    }
    for address in &file.aliases {
        let origin = address.origin.as_deref().unwrap_or("-");
        let at = address.said_at.map_or_else(|| "-".to_owned(), |at| at.to_string());
        print(&format!("{at}\t{origin}\t-\t{}\tmoved to {}", address.path, file.path));
    }
}
