//! `tiraj user`: the people of the newsroom, where they are signed in, and who did what.

use std::io::Read as _;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, ensure};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use tiraj_model::{Role, SiteName, SystemClock};
use tiraj_people::{By, Done, Email, Entry, Order, PasswordHash, Person, Session, check_password};

use super::folder::FolderArgs;
use crate::control::{Client, Newsroom};
use crate::data_folder::{DataFolder, Ownership};
use crate::output::{print, print_json, say};
use crate::registers::Registers;

/// Add, list and remove the people who see the editors' pages, and see who did what
#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    Add(Add),
    List(List),
    Role(GiveRole),
    Password(Password),
    Remove(Remove),
    Sessions(Sessions),
    Audit(Audit),
}

/// Add a person; unless a password is given, print a one-time address at which the person chooses one
#[derive(Debug, Args)]
#[command(
    after_help = "Example: tiraj user add aygun@news.example --name 'Aygün Məmmədova' --role editor --site news.example"
)]
pub(crate) struct Add {
    /// The e-mail address by which the person signs in
    email: Email,

    /// What the others call the person
    #[arg(long, value_name = "NAME")]
    name: String,

    /// The name in author lines, where it is another; authors see the figures of these pieces
    #[arg(long, value_name = "NAME", default_value = "")]
    byline: String,

    /// What the person may do: owner, editor, author, viewer
    #[arg(long, value_name = "ROLE")]
    role: Role,

    /// A site on which; may be given several times [default: all sites]
    #[arg(long = "site", value_name = "S")]
    sites: Vec<SiteName>,

    /// Read a password from standard input
    #[arg(long)]
    password_stdin: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

/// List the people
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj user list --json")]
pub(crate) struct List {
    /// Write JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

/// Give a person a role; that on a site goes before the one on all sites
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj user role aygun@news.example viewer --site other.example")]
pub(crate) struct GiveRole {
    /// Whom
    email: Email,

    /// What the person may do: owner, editor, author, viewer
    role: Role,

    /// A site on which; may be given several times [default: all sites]
    #[arg(long = "site", value_name = "S")]
    sites: Vec<SiteName>,

    #[command(flatten)]
    folder: FolderArgs,
}

/// Print a one-time address at which a person chooses a new password, or set one
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj user password aygun@news.example")]
pub(crate) struct Password {
    /// Whose
    email: Email,

    /// Read the password from standard input
    #[arg(long)]
    stdin: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

/// Remove a person, and sign the person out everywhere
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj user remove aygun@news.example")]
pub(crate) struct Remove {
    /// Whom
    email: Email,

    #[command(flatten)]
    folder: FolderArgs,
}

/// List where people are signed in, or end sessions
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj user sessions --end 3f2a90c1d4e7")]
pub(crate) struct Sessions {
    /// End the session of this id
    #[arg(long, value_name = "ID", conflicts_with = "end_all")]
    end: Option<String>,

    /// End all sessions of this person
    #[arg(long, value_name = "EMAIL")]
    end_all: Option<Email>,

    /// Write JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

/// Show who did what, the latest first
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj user audit --most 50 --json")]
pub(crate) struct Audit {
    /// How many lines at most
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    most: usize,

    /// Write JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

/// The way to the people of a data folder. Neither the engine nor the store is needed for it.
enum Desk {
    /// `tiraj serve` runs on the folder.
    Running(Box<Client>),
    /// Nobody does: this process owns it for the moment.
    Own(Registers, #[expect(dead_code, reason = "held for its lock")] Ownership),
}

impl UserCommand {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let folder = match &self {
            Self::Add(Add { folder, .. })
            | Self::List(List { folder, .. })
            | Self::Role(GiveRole { folder, .. })
            | Self::Password(Password { folder, .. })
            | Self::Remove(Remove { folder, .. })
            | Self::Sessions(Sessions { folder, .. })
            | Self::Audit(Audit { folder, .. }) => folder,
        };
        let settings = folder.settings()?;
        let desk = Desk::open(&DataFolder::new(&settings.data)).await?;
        match self {
            Self::Add(add) => add.apply(&desk, settings.listen).await,
            Self::List(list) => list.apply(&desk).await,
            Self::Role(role) => role.apply(&desk).await,
            Self::Password(password) => password.apply(&desk, settings.listen).await,
            Self::Remove(remove) => remove.apply(&desk).await,
            Self::Sessions(sessions) => sessions.apply(&desk).await,
            Self::Audit(audit) => audit.apply(&desk).await,
        }
    }
}

impl Desk {
    async fn open(folder: &DataFolder) -> anyhow::Result<Self> {
        if let Some(client) = Client::connect(&folder.socket()).await? {
            return Ok(Self::Running(Box::new(client)));
        }
        let ownership = folder.take()?;
        Ok(Self::Own(Registers::open(folder, Arc::new(SystemClock))?, ownership))
    }

    async fn obey(&self, order: Order) -> anyhow::Result<Done> {
        match self {
            Self::Running(client) => client.obey(&order).await,
            Self::Own(registers, _) => Ok(registers.people.obey(order, &By::machine())?),
        }
    }

    async fn newsroom(&self) -> anyhow::Result<Newsroom> {
        match self {
            Self::Running(client) => client.newsroom().await,
            Self::Own(Registers { people, .. }, _) => {
                Ok(Newsroom { people: people.all(), sessions: people.sessions() })
            }
        }
    }

    async fn audit(&self, most: usize) -> anyhow::Result<Vec<Entry>> {
        match self {
            Self::Running(client) => client.audit(most).await,
            Self::Own(registers, _) => Ok(registers.people.audit(most)),
        }
    }

    async fn check_sites(&self, sites: &[SiteName]) -> anyhow::Result<()> {
        let known = match self {
            Self::Running(client) => client.sites().await?,
            Self::Own(registers, _) => registers.sites.sites().all(),
        };
        for name in sites {
            ensure!(
                known.iter().any(|site| site.name == *name),
                "there is no site `{name}`; `tiraj site add {name}` makes it"
            );
        }
        Ok(())
    }
}

impl Add {
    async fn apply(self, desk: &Desk, listen: SocketAddr) -> anyhow::Result<()> {
        desk.check_sites(&self.sites).await?;
        let password = if self.password_stdin { Some(read_password(&self.email)?) } else { None };
        let Self { email, name, byline, role, sites, .. } = self;
        let shown = email.clone();
        let done = desk.obey(Order::AddPerson { email, name, byline, role, sites, password }).await?;
        say(&format!("{shown} is added as {role}"));
        tell_address(&done, listen);
        Ok(())
    }
}

impl List {
    async fn apply(self, desk: &Desk) -> anyhow::Result<()> {
        let people = desk.newsroom().await?.people;
        if self.json {
            print_json(&people.iter().map(describe).collect());
            return Ok(());
        }
        for person in people {
            let roles = person.sites.iter().map(|(site, role)| format!("{role}:{site}"));
            let roles = roles.chain(person.everywhere.map(|role| format!("{role}:all"))).collect::<Vec<_>>();
            let state = if person.password.is_some() { "" } else { "\tno password yet" };
            print(&format!("{}\t{}\t{}{state}", person.email, person.name, roles.join(",")));
        }
        Ok(())
    }
}

impl GiveRole {
    async fn apply(self, desk: &Desk) -> anyhow::Result<()> {
        desk.check_sites(&self.sites).await?;
        let shown = format!("{} is {} from now on", self.email, self.role);
        desk.obey(Order::GiveRole { email: self.email, role: self.role, sites: self.sites }).await?;
        say(&shown);
        Ok(())
    }
}

impl Password {
    async fn apply(self, desk: &Desk, listen: SocketAddr) -> anyhow::Result<()> {
        if self.stdin {
            let password = read_password(&self.email)?;
            let shown = format!("{} has a new password, and is signed out everywhere", self.email);
            desk.obey(Order::SetPassword { email: self.email, password }).await?;
            say(&shown);
            return Ok(());
        }
        let done = desk.obey(Order::Invite { email: self.email }).await?;
        tell_address(&done, listen);
        Ok(())
    }
}

impl Remove {
    async fn apply(self, desk: &Desk) -> anyhow::Result<()> {
        let shown = format!("{} is removed, and signed out everywhere", self.email);
        desk.obey(Order::RemovePerson { email: self.email }).await?;
        say(&shown);
        Ok(())
    }
}

impl Sessions {
    async fn apply(self, desk: &Desk) -> anyhow::Result<()> {
        if let Some(id) = self.end {
            desk.obey(Order::EndSession { id: id.clone() }).await?;
            say(&format!("session {id} has ended"));
            return Ok(());
        }
        if let Some(email) = self.end_all {
            desk.obey(Order::EndSessions { email: email.clone() }).await?;
            say(&format!("all sessions of {email} have ended"));
            return Ok(());
        }
        let sessions = desk.newsroom().await?.sessions;
        if self.json {
            print_json(&sessions.iter().map(describe_session).collect());
            return Ok(());
        }
        for session in sessions {
            let Session { email, device, created_at, used_at, .. } = &session;
            print(&format!("{}\t{email}\t{device}\tsince {created_at}\tused {used_at}", session.id()));
        }
        Ok(())
    }
}

impl Audit {
    async fn apply(self, desk: &Desk) -> anyhow::Result<()> {
        let lines = desk.audit(self.most).await?;
        if self.json {
            print_json(&json!(lines));
            return Ok(());
        }
        for Entry { at, who, act, what, from } in lines {
            let from = from.map_or_else(String::new, |address| address.to_string());
            print(&format!("{at}\t{who}\t{}\t{what}\t{from}", act.in_words()));
        }
        Ok(())
    }
}

/// A password's hash, of the first line of standard input.
fn read_password(email: &Email) -> anyhow::Result<PasswordHash> {
    let mut text = String::new();
    std::io::stdin().take(4_096).read_to_string(&mut text).context("cannot read the password")?;
    let password = text.lines().next().unwrap_or_default();
    check_password(password, email)?;
    let mut salt = [0; 16];
    rand::fill(&mut salt);
    Ok(PasswordHash::of(password, &salt)?)
}

/// Prints the address of a secret that was made.
fn tell_address(done: &Done, listen: SocketAddr) {
    if let Some(secret) = &done.secret {
        print(&format!("http://{listen}/welcome?token={secret}"));
        say(
            "good once, for a week; put the address under which the pages are reached in the place of the first part",
        );
    }
}

/// A person as a program may read it, without digests and hashes.
fn describe(person: &Person) -> Value {
    json!({
        "email": person.email,
        "name": person.name,
        "byline": person.byline,
        "everywhere": person.everywhere,
        "sites": person.sites,
        "has_password": person.password.is_some(),
        "created_at": person.created_at,
    })
}

fn describe_session(session: &Session) -> Value {
    json!({
        "id": session.id(),
        "email": session.email,
        "device": session.device,
        "created_at": session.created_at,
        "used_at": session.used_at,
        "until": session.until(),
    })
}
