//! `tiraj demo`: a sample newsroom, filled and served.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use tiraj_model::{Site, SiteName};
use tiraj_packs::StderrProgress;
use tiraj_store::KnownArticle;

use super::folder::FolderArgs;
use super::serve::{Role, run_node};
use super::simulate::Simulate;
use crate::access::Access;
use crate::demo::{SampleSite, router};
use crate::node::Node;
use crate::output::say;
use crate::packs;
use crate::serving;
use crate::settings::Settings;
use crate::telemetry;

/// The sample site.
const SITE: &str = "demo.tiraj";

/// Of how many of the newest articles the most read one is shown.
const NEWEST: u32 = 30;

/// Fill a sample newsroom with simulated weeks and serve it: the site, its counters, the editors' pages
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj demo --listen 127.0.0.1:8080")]
pub(crate) struct Demo {
    /// The address to listen on
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,

    /// The data folder; one that holds a demo already is served as it is
    #[arg(long, value_name = "DIR", default_value = "tiraj-demo")]
    data: PathBuf,

    /// How many events of history
    #[arg(long, value_name = "N", default_value_t = 300_000)]
    events: u64,
}

impl Demo {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let flags = BTreeMap::from([("listen", self.listen.to_string())]);
        let settings = Settings::new(&FolderArgs::at(self.data.clone()).layers(flags)?)?;
        telemetry::start(&Settings { log_level: "warn".to_owned(), ..settings.clone() });
        let stop = serving::stop_on_signal()?;
        let listener = serving::bind(settings.listen).await?;
        tokio::task::spawn_blocking(|| packs::install_missing(&StderrProgress::new())).await?;
        let node = self.filled_node(&settings).await?;
        let site = match announce(&node, listener.local_addr()?).await {
            Ok(site) => site,
            Err(error) => {
                node.close().await;
                return Err(error);
            }
        };
        let sample =
            SampleSite { site, store: node.store.with_origin("demo"), collector: node.collector.clone() };
        run_node(Arc::new(node), &settings, listener, Role::All, router(sample), stop).await
    }

    /// The node, with the demo's history in it.
    async fn filled_node(&self, settings: &Settings) -> anyhow::Result<Node> {
        let access = Access::Own(Box::new(Node::open(settings).await?));
        let known = access.sites().await?.iter().any(|site| site.name.as_str() == SITE);
        if !known {
            let name: SiteName = SITE.parse()?;
            let filled = Simulate::newsroom(name, self.events, self.data.clone()).fill(&access).await;
            if let Err(error) = filled {
                access.close().await;
                return Err(error);
            }
            open_pages(&access).await?;
        }
        match access {
            Access::Own(node) => Ok(*node),
            Access::Running(_) => anyhow::bail!("a demo runs on this folder already"),
        }
    }
}

/// Opens the demo's pages to everybody: they show nothing that was measured. People, tokens and links are behind sign-in as
/// ever.
async fn open_pages(access: &Access) -> anyhow::Result<()> {
    let mut site = access.site(&SITE.parse()?).await?;
    site.public = true;
    access.put_site(site).await
}

/// Says where everything is, and gives the site.
async fn announce(node: &Node, address: SocketAddr) -> anyhow::Result<Site> {
    let site = node
        .registers
        .sites
        .sites()
        .get(SITE)
        .context("the demo site is missing; choose a new --data folder")?;
    let newest = node.store.newest_articles(&site, NEWEST).await?;
    let views = |article: &&KnownArticle| {
        node.collector.views().of(SITE, &[&article.path]).map_or(0, |views| views[0])
    };
    let article = newest.iter().max_by_key(views).map_or("", |article| &article.path);
    say(&format!("sample site      http://{address}/demo"));
    say(&format!("sample article   http://{address}/demo{article}"));
    say(&format!("editors' pages   http://{address}/"));
    say(&format!("weekly report    http://{address}/reports/weekly?site={SITE}"));
    say("All of it is demo data. Ctrl-C ends.");
    Ok(Site::clone(&site))
}
