//! `tiraj doctor`: is everything in order, and where does each setting come from?

mod checks;
mod store;

use std::collections::BTreeMap;

use clap::Args;
use serde_json::{Value, json};

use super::folder::FolderArgs;
use crate::control::Client;
use crate::data_folder::DataFolder;
use crate::output::{print, print_json};
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

/// One finding: what was looked at, how it stands, and what to do about it.
struct Finding {
    what: &'static str,
    verdict: Verdict,
    message: String,
}

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Fine,
    /// It works; somebody should know of it, and may have chosen it.
    Warning,
    /// It is to be mended.
    Bad,
}

impl Finding {
    fn fine(what: &'static str, message: impl Into<String>) -> Self {
        Self { what, verdict: Verdict::Fine, message: message.into() }
    }

    fn warning(what: &'static str, message: impl Into<String>) -> Self {
        Self { what, verdict: Verdict::Warning, message: message.into() }
    }

    fn bad(what: &'static str, message: impl Into<String>) -> Self {
        Self { what, verdict: Verdict::Bad, message: message.into() }
    }

    /// What is right, or what is wrong.
    fn of(what: &'static str, outcome: Result<String, String>) -> Self {
        match outcome {
            Ok(message) => Self::fine(what, message),
            Err(message) => Self::bad(what, message),
        }
    }
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
        let bad = findings.iter().filter(|finding| finding.verdict == Verdict::Bad).count();
        anyhow::ensure!(bad == 0, "{bad} of {} checks found something to mend", findings.len());
        Ok(())
    }
}

async fn examine(settings: &Settings) -> Vec<Finding> {
    let folder = DataFolder::new(&settings.data);
    let running = Client::connect(&folder.socket()).await.ok().flatten();
    let mut findings = vec![checks::folder(&folder, running.as_ref()), checks::room(settings)];
    if settings.clickhouse.is_none() {
        findings.push(checks::engine(settings));
    }
    findings.push(checks::packs(settings));
    findings.extend(store::examine(settings, running.as_ref()).await);
    findings.extend([checks::proxies(settings), checks::people(settings, &folder)]);
    findings
}

fn settings_json(layers: &Layers) -> Vec<Value> {
    let one = |resolved: &crate::settings::Resolved| json!({"name": resolved.key.name, "value": resolved.shown(), "from": resolved.origin.to_string()});
    layers.all().iter().map(one).collect()
}

fn findings_json(findings: &[Finding]) -> Vec<Value> {
    let one = |Finding { what, verdict, message }: &Finding| {
        let warning = *verdict == Verdict::Warning;
        json!({"what": what, "ok": *verdict != Verdict::Bad, "warning": warning, "message": message})
    };
    findings.iter().map(one).collect()
}

fn print_all(layers: &Layers, findings: &[Finding]) {
    for resolved in layers.all() {
        print(&format!("{:<22} {:<28} {}", resolved.key.name, resolved.shown(), resolved.origin));
    }
    for Finding { what, verdict, message } in findings {
        let mark = match verdict {
            Verdict::Fine => "ok  ",
            Verdict::Warning => "WARN",
            Verdict::Bad => "MEND",
        };
        print(&format!("{mark} {what}: {message}"));
    }
}
