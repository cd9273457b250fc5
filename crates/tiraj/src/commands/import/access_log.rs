//! `tiraj import access-log`: page views out of a web server's logs.
//!
//! Lines pass the same admission as live events. The identity of a line is its content, so that importing it
//! again, or a longer version of the same file, adds only what is new.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::net::{IpAddr, Ipv6Addr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use clap::Args;
use indicatif::ProgressBar;
use jiff::Timestamp;
use serde_json::{Value, json};
use tiraj_collector::admission::{Admission, Sender, Trust};
use tiraj_collector::{RawEvent, Salts};
use tiraj_enrich::Enricher;
use tiraj_import::access_log::LogReader;
use tiraj_import::{PageHit, Tally};
use tiraj_model::{
    Clock, DropReason, Event, EventId, EventKind, Platform, Site, SiteName, Sites, SystemClock,
};

use crate::access::Access;
use crate::commands::folder::FolderArgs;
use crate::output::{print, print_json, say};
use crate::packs;
use crate::progress;

/// Views that are looked up and loaded together.
const CHUNK: usize = 50_000;

/// Import page views from access logs in combined or common format
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj import access-log --site news.example /var/log/nginx/access.log*")]
pub(crate) struct AccessLog {
    /// The site whose server wrote the logs
    #[arg(long, value_name = "S")]
    site: SiteName,

    /// The logs
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Write the counts as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

/// What became of a file.
struct Outcome {
    file: String,
    tally: Tally,
    hint: Option<String>,
}

impl AccessLog {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let settings = self.folder.settings()?;
        let enricher = Enricher::open(&packs::files(&settings))?;
        Access::during(&settings, async |access| self.import(access, enricher).await).await
    }

    async fn import(&self, access: &Access, enricher: Enricher) -> anyhow::Result<()> {
        let site = access.site(&self.site).await?;
        // What an import before this one brought, or a tracker sent, must be there to be compared with.
        access.flush().await?;
        let started = Instant::now();
        let bar = progress::bytes(total_bytes(&self.files), "importing");
        // One for all files, so that a reader whose day is spread over two of them is one reader.
        let gate = Gate::new(&site, enricher);
        let mut outcomes = Vec::new();
        let mut ended = Ok(());
        for file in &self.files {
            match import_file(access, &gate, file, &bar).await {
                Ok(outcome) => outcomes.push(outcome),
                Err(error) => {
                    ended = Err(error.context(format!("importing {} ended early", file.display())));
                    break;
                }
            }
        }
        bar.finish_and_clear();
        // Also after a failure: what was loaded until then counts.
        access.finish_bulk().await?;
        self.report(&outcomes, started.elapsed().as_secs_f64());
        ended
    }

    fn report(&self, outcomes: &[Outcome], seconds: f64) {
        let mut total = Tally::default();
        outcomes.iter().for_each(|outcome| total.add(&outcome.tally));
        let rate = (total.lines as f64 / seconds.max(1e-9)).round();
        if self.json {
            let files: Vec<Value> =
                outcomes.iter().map(|outcome| describe(&outcome.file, &outcome.tally)).collect();
            let total = describe("total", &total);
            print_json(
                &json!({"files": files, "total": total, "seconds": seconds, "lines_per_second": rate}),
            );
            return;
        }
        for Outcome { file, tally, hint } in outcomes {
            print(&format!("{file}: {}", words(tally)));
            hint.iter().for_each(|hint| say(&format!("{file}: {hint}")));
        }
        if outcomes.len() > 1 {
            print(&format!("total: {}", words(&total)));
        }
        say(&format!("{seconds:.1} s, {rate} lines/s"));
    }
}

fn describe(file: &str, tally: &Tally) -> Value {
    json!({"file": file, "lines": tally.lines, "accepted": tally.accepted, "dropped": tally.dropped})
}

fn words(tally: &Tally) -> String {
    let dropped = tally.dropped.iter().map(|(reason, count)| format!(", {count} {reason}"));
    format!("{} lines, {} accepted{}", tally.lines, tally.accepted, dropped.collect::<String>())
}

fn total_bytes(files: &[PathBuf]) -> u64 {
    files.iter().filter_map(|file| file.metadata().ok()).map(|metadata| metadata.len()).sum()
}

async fn import_file(
    access: &Access,
    gate: &Gate<'_>,
    path: &Path,
    bar: &ProgressBar,
) -> anyhow::Result<Outcome> {
    anyhow::ensure!(!path.is_dir(), "it is a folder; name the files in it");
    let mut file = File::open(path).context("the file cannot be opened")?;
    anyhow::ensure!(!is_compressed(&mut file)?, "it is compressed; unpack it first, for example with gunzip");
    let mut reader = LogReader::new(BufReader::with_capacity(1 << 20, bar.wrap_read(file)));
    let mut refused = Tally::default();
    loop {
        let hits: Vec<PageHit> = reader.by_ref().take(CHUNK).collect::<Result<_, _>>()?;
        if hits.is_empty() {
            break;
        }
        let events = gate.admit(hits, &mut refused);
        load_new(access, gate.site, events, &mut refused).await?;
    }
    let mut tally = reader.tally().clone();
    for (reason, count) in &refused.dropped {
        tally.refuse_accepted(*reason, *count);
    }
    let hint = reader.first_refusal().map(|refusal| format!("line {}: {}", refusal.line, refusal.error));
    Ok(Outcome { file: path.display().to_string(), tally, hint })
}

/// Whether a file begins as gzip or zstd files do.
fn is_compressed(file: &mut File) -> std::io::Result<bool> {
    let mut beginning = Vec::new();
    file.by_ref().take(4).read_to_end(&mut beginning)?;
    file.rewind()?;
    Ok(beginning.starts_with(&[0x1f, 0x8b]) || beginning == [0x28, 0xb5, 0x2f, 0xfd])
}

/// Loads the events that the store does not hold yet.
async fn load_new(
    access: &Access,
    site: &Site,
    events: Vec<Event>,
    refused: &mut Tally,
) -> anyhow::Result<()> {
    let times = events.iter().map(|event| event.time);
    let (Some(first), Some(last)) = (times.clone().min(), times.max()) else { return Ok(()) };
    let known: HashSet<u64> = access.store().event_ids(&site.name, first, last).await?.into_iter().collect();
    let count = events.len();
    let new: Vec<Event> =
        events.into_iter().filter(|event| !known.contains(&event.id.map_or(0, EventId::get))).collect();
    for _ in new.len()..count {
        refused.refuse(DropReason::Duplicate);
    }
    access.load_bulk(&[tiraj_frames::encode_events(&new)]).await?;
    Ok(())
}

/// Admission for the lines of one site.
struct Gate<'a> {
    admission: Admission,
    site: &'a Site,
    now: Timestamp,
}

impl<'a> Gate<'a> {
    fn new(site: &'a Site, enricher: Enricher) -> Self {
        let sites = Sites::new([site.clone()]);
        let salts = Salts::in_memory(Arc::new(rand::fill));
        Self { admission: Admission::new(sites, Arc::new(salts), enricher), site, now: SystemClock.now() }
    }

    fn admit(&self, hits: Vec<PageHit>, refused: &mut Tally) -> Vec<Event> {
        let admit = |hit| match self.admit_one(hit) {
            Ok(event) => Some(event),
            Err(reason) => {
                refused.refuse(reason);
                None
            }
        };
        hits.into_iter().filter_map(admit).collect()
    }

    fn admit_one(&self, hit: PageHit) -> Result<Event, DropReason> {
        let url = format!("https://{}{}", self.site.name, hit.target);
        let raw = RawEvent {
            referrer: hit.referrer,
            id: hit.id.to_string(),
            ts: Some(hit.time.as_millisecond()),
            platform: Platform::Server,
            ..RawEvent::new(EventKind::View, self.site.name.as_str(), url)
        };
        let sender = Sender {
            ip: Some(client_address(&hit.client)),
            user_agent: hit.user_agent,
            received_at: self.now,
            unlinked: false,
            languages: String::new(),
            origin: String::new(),
            trust: Trust::Import,
        };
        self.admission.admit(raw, &sender).map_err(|refusal| refusal.reason)
    }
}

/// The client's address. Where the server looked names up, an address of the private range that stands for the
/// name: all that is done with it is to tell one reader from another.
fn client_address(client: &str) -> IpAddr {
    client.parse().unwrap_or_else(|_| {
        let hash = siphasher::sip128::SipHasher13::new().hash(client.as_bytes()).as_u128();
        IpAddr::V6(Ipv6Addr::from((0xfd << 120) | (hash >> 8)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_names_stand_apart_as_private_addresses() {
        assert_eq!(client_address("192.0.2.7"), "192.0.2.7".parse::<IpAddr>().unwrap());
        let (a, b) = (client_address("a.example"), client_address("b.example"));
        assert_ne!(a, b);
        assert_eq!(a, client_address("a.example"));
        assert!(a.to_string().starts_with("fd"));
    }
}
