//! `tiraj erase`: what is known of pages, days, or a whole site, gone for good.

use anyhow::Context;
use clap::Args;
use jiff::civil::Date;
use serde_json::json;
use tiraj_model::{Site, SiteName};
use tiraj_store::Erasable;

use super::folder::FolderArgs;
use super::period::parse_day;
use crate::access::Access;
use crate::archive::Archive;
use crate::control::{EraseOrder, Erased};
use crate::data_folder::DataFolder;
use crate::output::{print, print_json, say};
use crate::settings::Settings;

/// Erase pages, days or a whole site: events, counts, articles, down to the last file
#[derive(Debug, Args)]
#[command(
    after_help = "Example: tiraj erase --site news.example --url https://news.example/private-matter --dry-run"
)]
pub(crate) struct Erase {
    /// The site
    #[arg(long, value_name = "S")]
    site: SiteName,

    #[command(flatten)]
    what: What,

    /// The last day, included [default: that of --day]
    #[arg(long, value_name = "DAY", value_parser = parse_day, requires = "day")]
    to: Option<Date>,

    #[command(flatten)]
    how: How,

    /// Write the counts as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct What {
    /// A page, by its address or path; may be given several times
    #[arg(long = "url", value_name = "URL")]
    urls: Vec<String>,

    /// A day of the site's time zone
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    day: Option<Date>,

    /// Everything of the site
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct How {
    /// Only count what would be erased
    #[arg(long)]
    dry_run: bool,

    /// Erase it; there is no way back
    #[arg(long)]
    yes: bool,
}

impl Erase {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let settings = self.folder.settings()?;
        Access::during(&settings, async |access| self.apply(access, &settings).await).await
    }

    async fn apply(&self, access: &Access, settings: &Settings) -> anyhow::Result<()> {
        let order = self.order(self.site(access).await?)?;
        if self.how.dry_run {
            access.flush().await?;
            let archive = Archive::new(DataFolder::new(&settings.data).reports());
            let reports = archive.touched(&order.site.name, &order.what)?;
            let erasure = access.store().erasure(order.site, order.what).await?;
            let counts = access.store().count_erasable(&erasure).await?;
            let reports = reports.iter().map(ToString::to_string).collect();
            self.report(&Erased { counts, reports, unsearched: Vec::new() });
        } else {
            self.report(&access.erase(&order).await?);
        }
        Ok(())
    }

    /// The site, which for all of it need not be registered any more.
    async fn site(&self, access: &Access) -> anyhow::Result<Site> {
        match access.site(&self.site).await {
            Err(_) if self.what.all => Ok(Site::new(self.site.clone(), Site::DEFAULT_ZONE)?),
            site => site,
        }
    }

    fn order(&self, site: Site) -> anyhow::Result<EraseOrder> {
        let what = if let Some(day) = self.what.day {
            let last = self.to.unwrap_or(day);
            anyhow::ensure!(day <= last, "--day {day} is after --to {last}");
            Erasable::Days(day, last)
        } else if self.what.all {
            Erasable::All
        } else {
            self.pages(&site)?
        };
        Ok(EraseOrder { site, what })
    }

    fn pages(&self, site: &Site) -> anyhow::Result<Erasable> {
        let path = |url: &String| site.path_of(url).with_context(|| format!("`{url}` cannot be erased"));
        Ok(Erasable::Pages(self.what.urls.iter().map(path).collect::<Result<_, _>>()?))
    }

    fn report(&self, Erased { counts, reports, unsearched }: &Erased) {
        if self.json {
            let rows: serde_json::Map<_, _> =
                counts.rows.iter().map(|(table, rows)| (table.clone(), json!(rows))).collect();
            print_json(&json!({
                "site": self.site, "erased": self.how.yes, "events": counts.events, "views": counts.views,
                "pages": counts.pages, "days": counts.days, "rows": rows,
                "other_addresses": counts.other_addresses, "mentioned_by": counts.mentioned_by,
                "reports": reports, "unsearched": unsearched,
            }));
            return;
        }
        let verb = if self.how.yes { "were erased" } else { "would be erased" };
        print(&format!(
            "{} events ({} views) of {} pages on {} days {verb}",
            counts.events, counts.views, counts.pages, counts.days
        ));
        for (table, rows) in &counts.rows {
            print(&format!("{table}\t{rows}"));
        }
        for week in reports {
            let verb = if self.how.yes { "was" } else { "would be" };
            say(&format!(
                "the archived report of {week} tells of it, and {verb} taken away; it is made anew"
            ));
        }
        if counts.is_nothing() && reports.is_empty() {
            say("nothing of it was known");
        }
        for address in &counts.other_addresses {
            say(&format!("the article has the address {address}, too; erase it with a further --url"));
        }
        for article in &counts.mentioned_by {
            say(&format!("what is said of {article} names it, and that is erased, too"));
        }
        for place in unsearched {
            say(&format!("not looked through: {place}"));
        }
    }
}
