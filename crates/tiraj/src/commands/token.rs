//! `tiraj token`: the register of tokens.

use clap::{Args, Subcommand};
use jiff::Unit;
use serde_json::{Value, json};
use tiraj_model::{Clock, Scope, SiteName, SystemClock, Token, TokenSecret};

use super::folder::FolderArgs;
use crate::access::Access;
use crate::output::{print, print_json, say};

/// Make, list and revoke the tokens by which servers of the newsroom are believed
#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    Create(Create),
    List(List),
    Revoke(Revoke),
}

/// Make a token and show it, this once
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj token create --name cms --site news.example")]
pub(crate) struct Create {
    /// What the token is called
    #[arg(long, value_name = "N")]
    name: String,

    /// A site that it speaks for; may be given several times [default: all sites]
    #[arg(long = "site", value_name = "S")]
    sites: Vec<SiteName>,

    /// What its bearer may do: events, articles, stats; may be given several times
    #[arg(long = "scope", value_name = "SCOPE", default_value = "events")]
    scopes: Vec<Scope>,

    /// Write JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

/// List the tokens; what they are made of is kept nowhere
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj token list --json")]
pub(crate) struct List {
    /// Write JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

/// Revoke a token, at once
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj token revoke cms")]
pub(crate) struct Revoke {
    /// What the token is called
    name: String,

    #[command(flatten)]
    folder: FolderArgs,
}

impl TokenCommand {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let folder = match &self {
            Self::Create(Create { folder, .. })
            | Self::List(List { folder, .. })
            | Self::Revoke(Revoke { folder, .. }) => folder,
        };
        let settings = folder.settings()?;
        Access::during(&settings, async |access| match self {
            Self::Create(create) => create.apply(access).await,
            Self::List(list) => list.apply(access).await,
            Self::Revoke(revoke) => revoke.apply(access).await,
        })
        .await
    }
}

impl Create {
    async fn apply(self, access: &Access) -> anyhow::Result<()> {
        for site in &self.sites {
            access.site(site).await?;
        }
        let mut bytes = [0; 32];
        rand::fill(&mut bytes);
        let secret = TokenSecret::from_bytes(&bytes);
        let made_at = SystemClock.now().round(Unit::Second)?;
        let token = Token::new(&self.name, &secret, self.sites, self.scopes, made_at)?;
        access.add_token(&token).await?;
        if self.json {
            let mut shown = describe(&token);
            shown["token"] = json!(secret.reveal());
            print_json(&shown);
        } else {
            print(secret.reveal());
            say("keep it now: it is shown this once, and only a digest of it is stored");
        }
        Ok(())
    }
}

impl List {
    async fn apply(self, access: &Access) -> anyhow::Result<()> {
        let tokens = access.tokens().await?;
        if self.json {
            print_json(&tokens.iter().map(describe).collect());
        } else {
            for token in tokens {
                let sites = if token.sites.is_empty() { "all sites".into() } else { join(&token.sites) };
                print(&format!("{}\t{sites}\t{}\t{}", token.name, join(&token.scopes), token.created_at));
            }
        }
        Ok(())
    }
}

impl Revoke {
    async fn apply(self, access: &Access) -> anyhow::Result<()> {
        access.revoke_token(&self.name).await?;
        say(&format!("token {} is revoked; who shows it from now on is refused", self.name));
        Ok(())
    }
}

/// A token as a program may read it. The digest stays where it is.
fn describe(token: &Token) -> Value {
    json!({
        "name": token.name,
        "sites": token.sites,
        "scopes": token.scopes,
        "created_at": token.created_at,
    })
}

fn join(names: &[impl ToString]) -> String {
    names.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}
