//! A command's access to a data folder: through its running owner, or as its owner for the moment.

mod publishing;

use anyhow::{Context, bail};
use arrow::array::RecordBatch;
use tiraj_model::{BatchId, Site, SiteName, Token};
use tiraj_people::By;
use tiraj_store::{Store, Target};

use crate::control::{Client, EraseOrder, Erased, LedgerQuestion};
use crate::data_folder::DataFolder;
use crate::ledger::{Reading, Window};
use crate::node::{Node, server_store};
use crate::settings::Settings;
use crate::spool_state::LetterOutcome;

/// The way to a data folder.
pub(crate) enum Access {
    /// Nobody runs on it: this process owns it until [`Access::close`].
    Own(Box<Node>),
    /// `tiraj serve` runs on it.
    Running(Box<(Client, Store)>),
}

impl Access {
    /// Has access for as long as `act` takes, and lets go of the folder however that ends.
    pub(crate) async fn during<T>(
        settings: &Settings,
        act: impl AsyncFnOnce(&Self) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let access = Self::open(settings).await?;
        let outcome = act(&access).await;
        access.close().await;
        outcome
    }

    /// Finds the owner, or becomes it. The store is migrated and answers.
    pub(crate) async fn open(settings: &Settings) -> anyhow::Result<Self> {
        let folder = DataFolder::new(&settings.data);
        if let Some(client) = Client::connect(&folder.socket()).await? {
            let store = store_beside(settings, &client)?;
            return Ok(Self::Running(Box::new((client, store))));
        }
        let node = Node::open(settings).await?;
        if let Err(error) = node.store.migrate().await {
            node.close().await;
            return Err(error.into());
        }
        Ok(Self::Own(Box::new(node)))
    }

    /// The store.
    pub(crate) fn store(&self) -> &Store {
        match self {
            Self::Own(node) => &node.store,
            Self::Running(running) => &running.1,
        }
    }

    /// The registered sites.
    pub(crate) async fn sites(&self) -> anyhow::Result<Vec<Site>> {
        match self {
            Self::Own(node) => Ok(node.registers.sites.sites().all()),
            Self::Running(running) => running.0.sites().await,
        }
    }

    /// The site of that name.
    pub(crate) async fn site(&self, name: &SiteName) -> anyhow::Result<Site> {
        let found = self.sites().await?.into_iter().find(|site| site.name == *name);
        found.with_context(|| format!("there is no site `{name}`; `tiraj site add {name}` makes it"))
    }

    /// Adds a site, or gives one other settings.
    pub(crate) async fn put_site(&self, site: Site) -> anyhow::Result<()> {
        match self {
            Self::Own(node) => node.registers.put_site(site, &By::machine()),
            Self::Running(running) => running.0.put_site(&site).await,
        }
    }

    /// Takes a site off the register.
    pub(crate) async fn remove_site(&self, name: &SiteName) -> anyhow::Result<()> {
        match self {
            Self::Own(node) => node.registers.remove_site(name),
            Self::Running(running) => running.0.remove_site(name).await,
        }
    }

    /// The registered tokens.
    pub(crate) async fn tokens(&self) -> anyhow::Result<Vec<Token>> {
        match self {
            Self::Own(node) => Ok(node.registers.tokens.tokens().all()),
            Self::Running(running) => running.0.tokens().await,
        }
    }

    /// Adds a token.
    pub(crate) async fn add_token(&self, token: &Token) -> anyhow::Result<()> {
        match self {
            Self::Own(node) => node.registers.add_token(token.clone(), &By::machine()),
            Self::Running(running) => running.0.add_token(token).await,
        }
    }

    /// Revokes a token.
    pub(crate) async fn revoke_token(&self, name: &str) -> anyhow::Result<()> {
        match self {
            Self::Own(node) => node.registers.revoke_token(name, &By::machine()),
            Self::Running(running) => running.0.revoke_token(name).await,
        }
    }

    /// Waits until all that was acknowledged before is stored.
    pub(crate) async fn flush(&self) -> anyhow::Result<()> {
        match self {
            Self::Own(node) => node.flush().await,
            Self::Running(running) => running.0.flush().await,
        }
    }

    /// Begins a change of the store past the collector, which [`Access::finish_bulk`] ends.
    pub(crate) async fn begin_bulk(&self) -> anyhow::Result<()> {
        match self {
            Self::Own(node) => node.begin_bulk(),
            Self::Running(running) => running.0.begin_bulk().await,
        }
    }

    /// Loads events past the spool.
    pub(crate) async fn load_bulk(&self, frames: &[RecordBatch]) -> anyhow::Result<u64> {
        match self {
            Self::Own(node) => node.load_bulk(frames).await,
            Self::Running(running) => running.0.load_bulk(frames).await,
        }
    }

    /// Ends a series of changes: rollups and public counters take them in.
    pub(crate) async fn finish_bulk(&self) -> anyhow::Result<()> {
        match self {
            Self::Own(node) => node.finish_bulk().await,
            Self::Running(running) => running.0.finish_bulk().await,
        }
    }

    /// Holds the tables of the embedded engine fast, until [`Access::end_backup`].
    pub(crate) async fn begin_backup(&self) -> anyhow::Result<()> {
        match self {
            Self::Own(node) => node.begin_backup().await,
            Self::Running(running) => running.0.begin_backup().await,
        }
    }

    /// Lets go of what was held fast.
    pub(crate) async fn end_backup(&self) -> anyhow::Result<()> {
        match self {
            Self::Own(node) => node.end_backup(),
            Self::Running(running) => running.0.end_backup().await,
        }
    }

    /// Erases for good.
    pub(crate) async fn erase(&self, order: &EraseOrder) -> anyhow::Result<Erased> {
        match self {
            Self::Own(node) => node.erase(order.site.clone(), order.what.clone()).await,
            Self::Running(running) => running.0.erase(order).await,
        }
    }

    /// Sends dead letters again, all of them where none is named.
    pub(crate) async fn retry_letters(&self, named: &[BatchId]) -> anyhow::Result<Vec<LetterOutcome>> {
        match self {
            Self::Own(node) => node.retry_letters(named).await,
            Self::Running(running) => running.0.retry_letters(named).await,
        }
    }

    /// Gives up dead letters, all of them where none is named.
    pub(crate) async fn drop_letters(&self, named: &[BatchId]) -> anyhow::Result<Vec<LetterOutcome>> {
        match self {
            Self::Own(node) => node.drop_letters(named).await,
            Self::Running(running) => running.0.drop_letters(named).await,
        }
    }

    /// The ledger of a stretch of time, with the rows counted where `proof` says so.
    pub(crate) async fn ledger(&self, (from, to): Window, proof: bool) -> anyhow::Result<Reading> {
        match self {
            Self::Own(node) => node.ledger((from, to), proof).await,
            Self::Running(running) => running.0.ledger(LedgerQuestion { from, to, proof }).await,
        }
    }

    /// Lets go of the folder.
    pub(crate) async fn close(self) {
        if let Self::Own(node) = self {
            node.close().await;
        }
    }
}

/// The store of a running owner.
pub(crate) fn store_beside(settings: &Settings, client: &Client) -> anyhow::Result<Store> {
    let database = &client.owner().database;
    if client.owner().embedded {
        return Ok(Store::connect(Target::Socket(client.socket().to_owned()), database, "command"));
    }
    let Some(server) = &settings.clickhouse else {
        bail!("the running tiraj uses a ClickHouse server; give this command the same clickhouse.url");
    };
    Ok(server_store(server, database, "command"))
}
