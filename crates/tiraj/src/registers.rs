//! What a data folder knows besides events: sites, tokens, people. Its owner holds it, whatever face it shows.

use std::sync::Arc;
use std::time::Duration;

use tiraj_model::{Clock, Site, SiteName, Token};
use tiraj_people::{Act, By, Parts, People};

use crate::audit_file::AuditFile;
use crate::data_folder::DataFolder;
use crate::list_file::ListFile;
use crate::output::one_line;
use crate::sites_file::SitesFile;
use crate::tokens_file::TokensFile;

/// How often what has expired is swept away.
const SWEEP_EVERY: Duration = Duration::from_secs(3_600);

/// The registers. Clones are the same.
#[derive(Clone)]
pub(crate) struct Registers {
    pub(crate) sites: Arc<SitesFile>,
    pub(crate) tokens: Arc<TokensFile>,
    pub(crate) people: People,
}

impl Registers {
    /// Reads the registers of a folder, which the caller owns.
    pub(crate) fn open(folder: &DataFolder, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        let people = ListFile::open(&folder.people(), "mend it, or take it from a backup")?;
        let sessions = ListFile::open(&folder.sessions(), "remove it; everybody signs in anew")?;
        let links = ListFile::open(&folder.share_links(), "mend it, or remove it and make the links anew")?;
        let people = People::new(Parts {
            people: (people.1, Box::new(people.0)),
            sessions: (sessions.1, Box::new(sessions.0)),
            links: (links.1, Box::new(links.0)),
            log: Box::new(AuditFile::open(folder.audit())),
            clock,
            randomness: Arc::new(rand::fill),
        });
        Ok(Self {
            sites: Arc::new(SitesFile::open(&folder.sites())?),
            tokens: Arc::new(TokensFile::open(&folder.tokens())?),
            people,
        })
    }

    /// Adds a site, or gives one other settings.
    pub(crate) fn put_site(&self, site: Site, by: &By) -> anyhow::Result<()> {
        let was_public = self.sites.sites().get(site.name.as_str()).is_some_and(|known| known.public);
        let (name, public) = (site.name.clone(), site.public);
        self.sites.put(site)?;
        if public != was_public {
            self.people.note(by, if public { Act::SiteOpened } else { Act::SiteClosed }, name.as_str());
        }
        Ok(())
    }

    /// Takes a site off the register.
    pub(crate) fn remove_site(&self, name: &SiteName) -> anyhow::Result<()> {
        self.sites.remove(name)
    }

    /// Adds a token.
    pub(crate) fn add_token(&self, token: Token, by: &By) -> anyhow::Result<()> {
        let name = token.name.clone();
        self.tokens.add(token)?;
        self.people.note(by, Act::TokenCreated, &name);
        Ok(())
    }

    /// Takes a token off the register.
    pub(crate) fn revoke_token(&self, name: &str, by: &By) -> anyhow::Result<()> {
        self.tokens.revoke(name)?;
        self.people.note(by, Act::TokenRevoked, name);
        Ok(())
    }

    /// Sweeps away what has expired, now and every hour.
    pub(crate) async fn keep_swept(self) {
        loop {
            let people = self.people.clone();
            let _ = tokio::task::spawn_blocking(move || people.sweep()).await;
            tokio::time::sleep(SWEEP_EVERY).await;
        }
    }
}

impl tiraj_dashboard::Registers for Registers {
    fn add_token(&self, token: Token, by: &By) -> Result<(), String> {
        self.add_token(token, by).map_err(|error| one_line(&error))
    }

    fn revoke_token(&self, name: &str, by: &By) -> Result<(), String> {
        self.revoke_token(name, by).map_err(|error| one_line(&error))
    }

    fn put_site(&self, site: Site, by: &By) -> Result<(), String> {
        self.put_site(site, by).map_err(|error| one_line(&error))
    }
}
