//! `tiraj site`: the register of sites.

mod rules;

use clap::{Args, Subcommand};
use serde_json::json;
use tiraj_model::{Site, SiteName};

use super::folder::FolderArgs;
use crate::access::Access;
use crate::output::{print, print_json, say};
use rules::{Rule, RuleArgs};

/// Add, change, list and remove sites
#[derive(Debug, Subcommand)]
pub(crate) enum SiteCommand {
    Add(Add),
    Set(Set),
    List(List),
    Remove(Remove),
}

/// Add a site, or change the settings of one
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj site add news.example --timezone Asia/Baku --hostname m.news.example")]
pub(crate) struct Add {
    /// The site's domain
    name: SiteName,

    /// The zone in which the newsroom's days begin and end
    #[arg(long, value_name = "ZONE", default_value = Site::DEFAULT_ZONE, value_parser = parse_zone)]
    timezone: String,

    /// A further hostname of the site; may be given several times
    #[arg(long = "hostname", value_name = "HOST")]
    hostnames: Vec<String>,

    #[command(flatten)]
    rules: RuleArgs,

    #[command(flatten)]
    folder: FolderArgs,
}

/// Change what a site takes and what it turns away, and who sees it; new rules are added to those there are
#[derive(Debug, Args)]
#[command(
    after_help = "Example: tiraj site set news.example --allow-host '*.news.example' --block-path '/admin/*' --clear block-country"
)]
pub(crate) struct Set {
    /// The site's domain
    name: SiteName,

    #[command(flatten)]
    rules: RuleArgs,

    /// Open the site's pages to everybody, without signing in; `--public=false` closes them again
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    public: Option<bool>,

    /// Take a rule away before others are added, with all its values; may be given several times
    #[arg(long, value_name = "RULE", value_enum)]
    clear: Vec<Rule>,

    #[command(flatten)]
    folder: FolderArgs,
}

/// List the sites
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj site list --json")]
pub(crate) struct List {
    /// Write JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

/// Take a site off the register; its stored events stay
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj site remove news.example")]
pub(crate) struct Remove {
    /// The site's domain
    name: SiteName,

    #[command(flatten)]
    folder: FolderArgs,
}

/// A zone that a site can have.
fn parse_zone(text: &str) -> Result<String, String> {
    let any: SiteName = "any.example".parse().map_err(|error: tiraj_model::SiteError| error.to_string())?;
    Site::new(any, text).map(|site| site.timezone).map_err(|error| error.to_string())
}

impl SiteCommand {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let folder = match &self {
            Self::Add(Add { folder, .. })
            | Self::Set(Set { folder, .. })
            | Self::List(List { folder, .. })
            | Self::Remove(Remove { folder, .. }) => folder,
        };
        let settings = folder.settings()?;
        Access::during(&settings, async |access| match self {
            Self::Add(add) => add.apply(access).await,
            Self::Set(set) => set.apply(access).await,
            Self::List(list) => list.apply(access).await,
            Self::Remove(remove) => remove.apply(access).await,
        })
        .await
    }
}

impl Add {
    async fn apply(self, access: &Access) -> anyhow::Result<()> {
        let mut site = Site::new(self.name, &self.timezone)?;
        site.hostnames = self.hostnames.iter().map(|host| host.to_ascii_lowercase()).collect();
        if let Some(known) = access.sites().await?.into_iter().find(|known| known.name == site.name) {
            // Its stored days are those of its zone, and simulated data stays simulated.
            anyhow::ensure!(
                known.timezone == site.timezone,
                "{} counts its days in {}",
                known.name,
                known.timezone
            );
            (site.demo, site.public, site.rules) = (known.demo, known.public, known.rules);
        }
        self.rules.add_to(&mut site)?;
        access.put_site(site.clone()).await?;
        say(&format!("site {} is registered, its days are those of {}", site.name, site.timezone));
        Ok(())
    }
}

impl Set {
    async fn apply(self, access: &Access) -> anyhow::Result<()> {
        let mut site = access.site(&self.name).await?;
        let before = site.clone();
        site.public = self.public.unwrap_or(site.public);
        self.clear.iter().for_each(|rule| rule.clear(&mut site.rules));
        self.rules.add_to(&mut site)?;
        if site == before {
            say(&format!("the rules of {} are as they were", site.name));
            return Ok(());
        }
        if site.public != before.public {
            let who =
                if site.public { "everybody, without signing in" } else { "people of the newsroom only" };
            say(&format!("the pages of {} are for {who}", site.name));
        }
        let changes_rules = site.rules != before.rules;
        access.put_site(site).await?;
        if changes_rules {
            say(&format!("the rules of {} hold from now on; `tiraj site list --json` shows them", self.name));
        }
        Ok(())
    }
}

impl List {
    async fn apply(self, access: &Access) -> anyhow::Result<()> {
        let sites = access.sites().await?;
        if self.json {
            print_json(&json!(sites));
        } else {
            for site in sites {
                let demo = if site.demo { "\tdemo data" } else { "" };
                let public = if site.public { "\topen to everybody" } else { "" };
                print(&format!("{}\t{}{demo}{public}", site.name, site.timezone));
            }
        }
        Ok(())
    }
}

impl Remove {
    async fn apply(self, access: &Access) -> anyhow::Result<()> {
        access.remove_site(&self.name).await?;
        say(&format!("site {} is no longer counted; its stored events stay", self.name));
        Ok(())
    }
}
