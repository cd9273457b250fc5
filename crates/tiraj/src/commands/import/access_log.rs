//! `tiraj import access-log`: page views out of a web server's logs.
//!
//! Lines pass the same admission as live events. The identity of a line is its content, so that importing it
//! again, or a longer version of the same file, adds only what is new.

use std::collections::HashSet;
use std::net::{IpAddr, Ipv6Addr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use futures_util::StreamExt;
use indicatif::ProgressBar;
use jiff::Timestamp;
use serde_json::{Value, json};
use tiraj_collector::admission::{Admission, Sender, Trust};
use tiraj_collector::{RawEvent, Salts};
use tiraj_enrich::Enricher;
use tiraj_import::access_log::{Chunk, Chunks, Format, Reading};
use tiraj_import::{LineId, LineIds, PageHit, Tally};
use tiraj_model::{
    Clock, DropReason, Event, EventId, EventKind, Platform, Site, SiteName, Sites, SystemClock,
};
use tokio::sync::mpsc;
use tokio::task::JoinError;
use tokio_stream::wrappers::ReceiverStream;

use super::unpacked;

use crate::access::Access;
use crate::commands::folder::FolderArgs;
use crate::output::{print, print_json, say};
use crate::packs;
use crate::progress;

/// Import page views from access logs
///
/// The format of each log is found by its first lines: combined or common, either with the virtual host in front, Caddy's or
/// nginx's JSON, CloudFront's. Logs packed with gzip or zstd are read as they are.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: tiraj import access-log --site news.example /var/log/nginx/access.log*\n         \
                        zcat old.gz | tiraj import access-log --site news.example -"
)]
pub(crate) struct AccessLog {
    /// The site whose server wrote the logs
    #[arg(long, value_name = "S")]
    site: SiteName,

    /// The logs; `-` for the standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// The format, where it should not be found by the first lines: combined, common, vhost-combined, caddy-json, nginx-json
    /// or cloudfront
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,

    /// Take only lines of this host, where the log tells hosts apart; may be named several times [default: all hosts]
    #[arg(long = "host", value_name = "HOST")]
    hosts: Vec<String>,

    /// Write the counts as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

/// What became of a file.
struct Outcome {
    file: String,
    format: Option<String>,
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
        let gate = Arc::new(Gate::new(site, &self.hosts, enricher));
        let mut outcomes = Vec::new();
        let mut ended = Ok(());
        for file in &self.files {
            match import_file(access, &gate, self.format, file, &bar).await {
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
            let files: Vec<Value> = outcomes
                .iter()
                .map(|Outcome { file, format, tally, .. }| describe(file, format.as_deref(), tally))
                .collect();
            let total = describe("total", None, &total);
            print_json(
                &json!({"files": files, "total": total, "seconds": seconds, "lines_per_second": rate}),
            );
            return;
        }
        for Outcome { file, format, tally, hint } in outcomes {
            let format = format.as_deref().unwrap_or("of no known format");
            print(&format!("{file} ({format}): {}", words(tally)));
            hint.iter().for_each(|hint| say(&format!("{file}: {hint}")));
        }
        if outcomes.len() > 1 {
            print(&format!("total: {}", words(&total)));
        }
        say(&format!("{seconds:.1} s, {rate} lines/s"));
    }
}

fn describe(file: &str, format: Option<&str>, tally: &Tally) -> Value {
    json!({"file": file, "format": format, "lines": tally.lines, "accepted": tally.accepted, "dropped": tally.dropped})
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
    gate: &Arc<Gate>,
    format: Option<Format>,
    path: &Path,
    bar: &ProgressBar,
) -> anyhow::Result<Outcome> {
    let source = unpacked::open(path, bar)?;
    let (cut, chunks) = mpsc::channel(1);
    let cutting = tokio::task::spawn_blocking(move || {
        let mut chunks = Chunks::new(source, format);
        // Nobody takes them any more where the import has failed.
        while let Some(chunk) = chunks.next() {
            if cut.blocking_send(chunk).is_err() {
                break;
            }
        }
        chunks.format()
    });
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let read = |chunk: std::io::Result<Chunk>| tokio::task::spawn_blocking(move || anyhow::Ok(chunk?.read()));
    // Identities are given in the order of the file, the rest is done on all cores.
    let mut ids = LineIds::default();
    let admit = |reading: Result<anyhow::Result<Reading>, JoinError>| {
        let numbered = reading.map_err(anyhow::Error::from).flatten().map(|mut reading| {
            let hits = std::mem::take(&mut reading.hits);
            let hits: Vec<_> = hits.into_iter().map(|hit| (ids.number(hit.line), hit)).collect();
            (reading, hits)
        });
        let gate = gate.clone();
        tokio::task::spawn_blocking(move || {
            let (mut reading, hits) = numbered?;
            let events = gate.admit(hits, &mut reading.tally);
            anyhow::Ok((reading, events))
        })
    };
    let mut admitted = ReceiverStream::new(chunks).map(read).buffered(cores).map(admit).buffered(cores);
    let (mut tally, mut first_refusal) = (Tally::default(), None);
    while let Some(admitted) = admitted.next().await {
        let (mut reading, events) = admitted??;
        load_new(access, &gate.site, events, &mut reading.tally).await?;
        tally.add(&reading.tally);
        first_refusal = first_refusal.or(reading.first_refusal);
    }
    let hint = first_refusal.map(|refusal| format!("line {}: {}", refusal.line, refusal.error));
    let format = cutting.await?.map(|format| format.to_string());
    Ok(Outcome { file: path.display().to_string(), format, tally, hint })
}

/// Loads the events that the store does not hold yet.
async fn load_new(access: &Access, site: &Site, events: Vec<Event>, tally: &mut Tally) -> anyhow::Result<()> {
    let times = events.iter().map(|event| event.time);
    let (Some(first), Some(last)) = (times.clone().min(), times.max()) else { return Ok(()) };
    let known: HashSet<u64> = access.store().event_ids(&site.name, first, last).await?.into_iter().collect();
    let count = events.len();
    let new: Vec<Event> =
        events.into_iter().filter(|event| !known.contains(&event.id.map_or(0, EventId::get))).collect();
    tally.refuse_accepted(DropReason::Duplicate, (count - new.len()) as u64);
    access.load_bulk(&[tiraj_frames::encode_events(&new)]).await?;
    Ok(())
}

/// Admission for the lines of one site.
struct Gate {
    admission: Admission,
    site: Site,
    /// Hosts whose lines are taken; all where none is named.
    hosts: Vec<String>,
    now: Timestamp,
}

impl Gate {
    fn new(site: Site, hosts: &[String], enricher: Enricher) -> Self {
        let salts = Salts::in_memory(Arc::new(rand::fill));
        Self {
            admission: Admission::new(Sites::new([site.clone()]), Arc::new(salts), enricher),
            site,
            hosts: hosts.iter().map(|host| host.to_ascii_lowercase()).collect(),
            now: SystemClock.now(),
        }
    }

    fn admit(&self, hits: Vec<(LineId, PageHit)>, tally: &mut Tally) -> Vec<Event> {
        let admit = |(id, hit)| match self.admit_one(id, hit) {
            Ok(event) => Some(event),
            Err(reason) => {
                tally.refuse_accepted(reason, 1);
                None
            }
        };
        hits.into_iter().filter_map(admit).collect()
    }

    fn admit_one(&self, id: LineId, hit: PageHit) -> Result<Event, DropReason> {
        if !self.hosts.is_empty() && !hit.host.is_empty() && !self.hosts.contains(&hit.host) {
            return Err(DropReason::Hostname);
        }
        let host = if hit.host.is_empty() { self.site.name.as_str() } else { &hit.host };
        let url = format!("https://{host}{}", hit.target);
        let raw = RawEvent {
            referrer: hit.referrer,
            id: id.to_string(),
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
