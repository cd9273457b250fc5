//! `tiraj doctor`: is everything in order, and where does each setting come from?

use std::collections::BTreeMap;

use clap::Args;
use serde_json::{Value, json};
use tiraj_model::{Clock, SystemClock};
use tiraj_people::Person;
use tiraj_store::{Store, TableFootprint};

use super::folder::FolderArgs;
use crate::control::Client;
use crate::data_folder::DataFolder;
use crate::list_file::ListFile;
use crate::node::{find_library, server_store};
use crate::output::{one_line, print, print_json};
use crate::packs;
use crate::settings::{Layers, Settings};
use crate::telemetry;

/// Check the installation, and show every setting with where it came from
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj doctor --data /var/lib/tiraj --json")]
pub(crate) struct Doctor {
    /// Write JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

/// One finding: what was looked at, and what is wrong with it, or what is right.
struct Finding {
    what: &'static str,
    outcome: Result<String, String>,
}

impl Doctor {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let layers = self.folder.layers(BTreeMap::new())?;
        let settings = Settings::new(&layers)?;
        telemetry::start(&Settings { log_level: "error".to_owned(), ..settings.clone() });
        let findings = examine(&settings).await;
        if self.json {
            print_json(&json!({"settings": settings_json(&layers), "checks": findings_json(&findings)}));
        } else {
            print_all(&layers, &findings);
        }
        let bad = findings.iter().filter(|finding| finding.outcome.is_err()).count();
        anyhow::ensure!(bad == 0, "{bad} of {} checks found something to mend", findings.len());
        Ok(())
    }
}

async fn examine(settings: &Settings) -> Vec<Finding> {
    let folder = DataFolder::new(&settings.data);
    let running = Client::connect(&folder.socket()).await.ok().flatten();
    let mut findings = vec![examine_folder(&folder, running.as_ref())];
    if settings.clickhouse.is_none() {
        findings.push(examine_engine(settings));
    }
    findings.push(examine_packs(settings));
    findings.push(examine_store(settings, running.as_ref()).await);
    findings.push(examine_people(settings, &folder));
    findings
}

fn examine_folder(folder: &DataFolder, running: Option<&Client>) -> Finding {
    let outcome = match running {
        Some(client) => Ok(format!("tiraj {} runs on {}", client.owner().pid, folder.path().display())),
        None => match folder.take() {
            Ok(_) => Ok(format!("{} is free and can be written", folder.path().display())),
            Err(error) => Err(one_line(&error)),
        },
    };
    Finding { what: "data folder", outcome }
}

fn examine_engine(settings: &Settings) -> Finding {
    let library = find_library(settings.engine_library.as_deref());
    let outcome =
        library.map(|library| library.path().display().to_string()).map_err(|error| one_line(&error));
    Finding { what: "engine", outcome }
}

fn examine_packs(settings: &Settings) -> Finding {
    let outcome = packs::describe(settings, SystemClock.now()).map_err(|error| error.to_string());
    Finding { what: "packs", outcome }
}

/// Whether people sign in. Not to be asked is a choice, and so nothing to mend; but nobody should overlook it.
fn examine_people(settings: &Settings, folder: &DataFolder) -> Finding {
    let outcome = if settings.asks_to_sign_in {
        match ListFile::open::<Person>(&folder.people(), "mend it, or take it from a backup") {
            Ok((_, people)) if people.is_empty() => {
                Ok("nobody is registered; `tiraj serve` prints an address for the first owner".to_owned())
            }
            Ok((_, people)) => Ok(format!("{} registered", people.len())),
            Err(error) => Err(one_line(&error)),
        }
    } else {
        Ok("WARNING: off by dashboard.sign_in; everybody who reaches the port sees every figure".to_owned())
    };
    Finding { what: "sign-in", outcome }
}

async fn examine_store(settings: &Settings, running: Option<&Client>) -> Finding {
    let outcome = match (running, &settings.clickhouse) {
        (_, Some(server)) => answer_of(&server_store(server, &settings.database, "doctor")).await,
        (Some(client), None) => {
            let target = tiraj_store::Target::Socket(client.socket().to_owned());
            answer_of(&Store::connect(target, &client.owner().database, "doctor")).await
        }
        (None, None) => Ok("the embedded engine opens with `tiraj serve`".to_owned()),
    };
    Finding { what: "store", outcome }
}

async fn answer_of(store: &Store) -> Result<String, String> {
    let plan = async {
        store.ping().await?;
        store.plan_migrations().await
    };
    match plan.await {
        Ok(plan) if plan.pending.is_empty() => {
            let size = store.footprint().await.map(|tables| size_of_events(&tables)).unwrap_or_default();
            Ok(format!("answers; {} migrations are applied{size}", plan.applied))
        }
        Ok(plan) => Err(format!("{} migrations are missing; run `tiraj migrate`", plan.pending.len())),
        Err(error) => Err(one_line(&error.into())),
    }
}

/// What the events take on disk.
fn size_of_events(tables: &[TableFootprint]) -> String {
    let events = tables.iter().find(|table| table.table == "events" && table.rows > 0);
    events.map_or_else(String::new, |events| {
        let each = events.bytes as f64 / events.rows as f64;
        format!("; {} events, {each:.1} bytes each, in {} parts", events.rows, events.parts)
    })
}

fn settings_json(layers: &Layers) -> Vec<Value> {
    let one = |resolved: &crate::settings::Resolved| json!({"name": resolved.key.name, "value": resolved.shown(), "from": resolved.origin.to_string()});
    layers.all().iter().map(one).collect()
}

fn findings_json(findings: &[Finding]) -> Vec<Value> {
    let one = |finding: &Finding| {
        let (ok, message) = match &finding.outcome {
            Ok(message) => (true, message),
            Err(message) => (false, message),
        };
        json!({"what": finding.what, "ok": ok, "message": message})
    };
    findings.iter().map(one).collect()
}

fn print_all(layers: &Layers, findings: &[Finding]) {
    for resolved in layers.all() {
        print(&format!("{:<22} {:<28} {}", resolved.key.name, resolved.shown(), resolved.origin));
    }
    for finding in findings {
        let (mark, message) = match &finding.outcome {
            Ok(message) => ("ok  ", message),
            Err(message) => ("MEND", message),
        };
        print(&format!("{mark} {}: {message}", finding.what));
    }
}
