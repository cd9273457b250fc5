//! `tiraj import access-log`: page views out of a web server's logs.
//!
//! Lines pass the same admission as live events. The identity of a line is its content, so that importing it
//! again, or a longer version of the same file, adds only what is new.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use futures_util::StreamExt;
use indicatif::ProgressBar;
use serde_json::{Value, json};
use tiraj_enrich::Enricher;
use tiraj_import::access_log::{Chunk, Chunks, Format, Reading};
use tiraj_import::{LineIds, Tally};
use tiraj_model::{Clock, DropReason, SiteName, SystemClock};
use tokio::sync::mpsc;
use tokio::task::JoinError;
use tokio_stream::wrappers::ReceiverStream;

use super::comparison::{self, ComparedDay, Comparison};
use super::gate::Gate;
use super::loading::{self, Feed};
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
                        zcat old.gz | tiraj import access-log --site news.example -\n         \
                        tiraj import access-log --site news.example --compare access.log"
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

    /// Store nothing; hold the views of each day against those that pages and applications reported
    #[arg(long)]
    compare: bool,

    /// Write the counts as JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    folder: FolderArgs,
}

/// What is done with the views of logs.
enum Aim<'a> {
    Load(&'a mut Feed),
    Compare(&'a mut Comparison),
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
        let gate = Arc::new(Gate::new(site.clone(), &self.hosts, enricher));
        let (outcomes, compared, ended) = if self.compare {
            let mut comparison = Comparison::new(site);
            let (outcomes, ended) = self.read(&mut Aim::Compare(&mut comparison), &gate, &bar).await;
            (outcomes, Some(comparison.against(access.store(), SystemClock.now()).await?), ended)
        } else {
            let (feed, loading) = loading::begin(access, site);
            let ((mut outcomes, ended), repeats) = tokio::join!(self.read_into(feed, &gate, &bar), loading);
            for (place, repeats) in repeats? {
                // The file at which the import ended is not reported.
                if let Some(outcome) = outcomes.get_mut(place) {
                    outcome.tally.refuse_accepted(DropReason::Duplicate, repeats);
                }
            }
            (outcomes, None, ended)
        };
        self.report(&outcomes, compared.as_deref(), started.elapsed().as_secs_f64());
        ended
    }

    /// Reads all files, and passes on what was read also where one failed.
    async fn read_into(
        &self,
        mut feed: Feed,
        gate: &Arc<Gate>,
        bar: &ProgressBar,
    ) -> (Vec<Outcome>, anyhow::Result<()>) {
        let (outcomes, ended) = self.read(&mut Aim::Load(&mut feed), gate, bar).await;
        let passed_on = feed.end().await;
        (outcomes, ended.and(passed_on))
    }

    /// Reads the files up to the first that fails.
    async fn read(
        &self,
        aim: &mut Aim<'_>,
        gate: &Arc<Gate>,
        bar: &ProgressBar,
    ) -> (Vec<Outcome>, anyhow::Result<()>) {
        let mut outcomes: Vec<Outcome> = Vec::new();
        let mut ended = Ok(());
        for (place, file) in self.files.iter().enumerate() {
            match read_file(aim, gate, self.format, (place, file), bar).await {
                Ok(outcome) => outcomes.push(outcome),
                Err(error) => {
                    ended = Err(error.context(format!("importing {} ended early", file.display())));
                    break;
                }
            }
        }
        bar.finish_and_clear();
        (outcomes, ended)
    }

    fn report(&self, outcomes: &[Outcome], compared: Option<&[ComparedDay]>, seconds: f64) {
        let mut total = Tally::default();
        outcomes.iter().for_each(|outcome| total.add(&outcome.tally));
        let rate = (total.lines as f64 / seconds.max(1e-9)).round();
        if self.json {
            let files: Vec<Value> = outcomes
                .iter()
                .map(|Outcome { file, format, tally, .. }| describe(file, format.as_deref(), tally))
                .collect();
            let total = describe("total", None, &total);
            let mut told =
                json!({"files": files, "total": total, "seconds": seconds, "lines_per_second": rate});
            if let Some(days) = compared {
                told["days"] = days.iter().map(ComparedDay::describe).collect();
            }
            print_json(&told);
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
        if let Some(days) = compared {
            comparison::show(days);
        }
        say(&format!("{seconds:.1} s, {rate} lines/s"));
    }
}

fn describe(file: &str, format: Option<&str>, tally: &Tally) -> Value {
    json!({"file": file, "format": format, "lines": tally.lines, "accepted": tally.accepted, "dropped": tally.dropped})
}

pub(super) fn words(tally: &Tally) -> String {
    let dropped = tally.dropped.iter().map(|(reason, count)| format!(", {count} {reason}"));
    format!("{} lines, {} accepted{}", tally.lines, tally.accepted, dropped.collect::<String>())
}

pub(super) fn total_bytes(files: &[PathBuf]) -> u64 {
    files.iter().filter_map(|file| file.metadata().ok()).map(|metadata| metadata.len()).sum()
}

async fn read_file(
    aim: &mut Aim<'_>,
    gate: &Arc<Gate>,
    format: Option<Format>,
    (place, path): (usize, &Path),
    bar: &ProgressBar,
) -> anyhow::Result<Outcome> {
    let source = unpacked::open(path, bar)?;
    let (cut, chunks) = mpsc::channel(1);
    let cutting = tokio::task::spawn_blocking(move || {
        let mut chunks = Chunks::new(source, format);
        // Nobody takes them any more where the import has failed.
        for chunk in chunks.by_ref() {
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
            let events = gate.admit(hits, &mut reading.tally, Gate::admit_page);
            anyhow::Ok((reading, events))
        })
    };
    let mut admitted = ReceiverStream::new(chunks).map(read).buffered(cores).map(admit).buffered(cores);
    let (mut tally, mut first_refusal) = (Tally::default(), None);
    while let Some(admitted) = admitted.next().await {
        let (reading, events) = admitted??;
        match aim {
            Aim::Load(feed) => feed.take(place, events).await?,
            Aim::Compare(comparison) => comparison.count(&events),
        }
        tally.add(&reading.tally);
        first_refusal = first_refusal.or(reading.first_refusal);
    }
    let hint = first_refusal.map(|refusal| format!("line {}: {}", refusal.line, refusal.error));
    let format = cutting.await?.map(|format| format.to_string());
    Ok(Outcome { file: path.display().to_string(), format, tally, hint })
}
