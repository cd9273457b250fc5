//! `tiraj bench ingest`: from the wire to the spool, and the public counter.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Args;
use serde_json::{Value, json};
use tiraj_collector::admission::{Admission, Sender, Trust};
use tiraj_collector::http::Options;
use tiraj_collector::{Collector, Pace, Surroundings, wire};
use tiraj_model::{Clock, Site, Sites, SystemClock};
use tokio::sync::watch;

use super::client::{self, Load, ask};
use super::material;
use crate::commands::folder::FolderArgs;
use crate::node;
use crate::output::{print, print_json, say};
use crate::packs;
use crate::serving;
use crate::settings::Settings;

/// Events of one request where many are sent together.
const BATCH: usize = 100;
/// Clients that send batches.
const BATCH_CLIENTS: usize = 16;
/// Paths that one question to the counter names, as a section's page does.
const PATHS: usize = 20;

/// Questions a second to the public counter where its latency is measured: with as many as are answered, every question
/// would wait for those of all other connections.
const PACE: f64 = 5_000.0;

/// How fast events are taken in, and the public counter answers
#[derive(Debug, Args)]
#[command(after_help = "Example: tiraj bench ingest --events 100000 --json")]
pub(crate) struct Ingest {
    /// How many events each measurement takes
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    events: usize,
    /// How many clients send single events and ask the counter at once
    #[arg(long, value_name = "N", default_value_t = 256)]
    connections: usize,
    /// Write the figures as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    folder: FolderArgs,
}

impl Ingest {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        let settings = self.folder.settings()?;
        // On the disk of the data folder, whose speed is part of what is measured.
        std::fs::create_dir_all(&settings.data)?;
        let folder = settings.data.join(format!("bench-{}", std::process::id()));
        std::fs::create_dir(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let figures = self.measure(&folder, &settings).await;
        std::fs::remove_dir_all(&folder)?;
        let figures = figures?;
        if self.json {
            print_json(&figures);
        } else {
            show(&figures);
        }
        Ok(())
    }

    async fn measure(&self, folder: &Path, settings: &Settings) -> anyhow::Result<Value> {
        let collector = open_collector(folder, settings)?;
        let (events, connections) = (self.events, self.connections);
        say("admission on one core, caches warm");
        let admitting = collector.clone();
        let admission = tokio::task::spawn_blocking(move || measure_admission(&admitting, events)).await??;

        let listener = serving::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let address = listener.local_addr()?;
        let (stop, stopped) = watch::channel(false);
        let face = tiraj_collector::http::face(collector.clone(), Options::default());
        let routes = serving::Routes { router: face.router, lane: Some(face.lane) };
        let server =
            tokio::spawn(serving::serve_public(listener, routes, 2 * connections + BATCH_CLIENTS, stopped));

        say("single events, each durable before it is answered");
        let single =
            move |nth| client::post("/api/events", material::agent(nth), &material::event(nth).to_string());
        let single = ask(address, at_will(connections, events), "202", Arc::new(single)).await?;
        say("batches of events");
        let batches = move |nth| {
            client::post("/api/events", material::agent(nth), &material::batch(events + nth * BATCH, BATCH))
        };
        let batches =
            ask(address, at_will(BATCH_CLIENTS, events.div_ceil(BATCH)), "202", Arc::new(batches)).await?;
        say("the public counter");
        let counter = ask(address, at_will(connections, events), "200", Arc::new(question)).await?;
        let paced = Load { connections, requests: events, pace: Some(PACE) };
        let paced = ask(address, paced, "200", Arc::new(question)).await?;

        stop.send_replace(true);
        server.await??;
        tokio::task::spawn_blocking(move || collector.shutdown()).await?;
        Ok(json!({
            "admission_us_per_event": admission,
            "single_events": single.figures(1), "batches_of_100": batches.figures(BATCH),
            "counter": counter.figures(PATHS), "counter_paced": paced.figures(PATHS),
        }))
    }
}

/// Each connection asks as soon as it is answered.
const fn at_will(connections: usize, requests: usize) -> Load {
    Load { connections, requests, pace: None }
}

/// A collector on a spool of its own, with the site that the material speaks of.
fn open_collector(folder: &Path, settings: &Settings) -> anyhow::Result<Collector> {
    let (writer, log) = node::open_spool(&folder.join("spool"), settings.spool_bytes)?;
    let surroundings = Surroundings {
        clock: Arc::new(SystemClock),
        randomness: Arc::new(rand::fill),
        enricher: packs::open(settings)?,
        max_age: settings.max_age,
        bot_views_per_minute: 0,
        sites: Sites::new([Site::new(material::SITE.parse()?, Site::DEFAULT_ZONE)?]),
        writer,
        log,
    };
    Ok(Collector::start(folder, Pace::default(), surroundings)?)
}

/// Microseconds an event from its JSON to an admitted event, on one core: the median of five runs.
fn measure_admission(collector: &Collector, events: usize) -> anyhow::Result<f64> {
    let bodies: Vec<Vec<u8>> =
        (0..material::PAGES * 8).map(|nth| material::event(nth).to_string().into_bytes()).collect();
    let senders: Vec<Sender> = (0..64).map(reader).collect();
    let mut runs: Vec<Duration> = Vec::new();
    // One more, which fills the caches.
    for _ in 0..=5 {
        let started = Instant::now();
        for nth in 0..events {
            let (body, sender) = (&bodies[nth % bodies.len()], &senders[nth % senders.len()]);
            admit(collector.admission(), body, sender)?;
        }
        runs.push(started.elapsed());
    }
    let mut runs = runs.split_off(1);
    runs.sort_unstable();
    Ok(runs[2].as_secs_f64() * 1e6 / events as f64)
}

fn admit(admission: &Admission, body: &[u8], sender: &Sender) -> anyhow::Result<()> {
    for event in wire::native::read_batch(body, false)? {
        std::hint::black_box(admission.admit(event?, sender)?);
    }
    Ok(())
}

fn reader(nth: usize) -> Sender {
    Sender {
        ip: Some([192, 0, 2, nth as u8].into()),
        user_agent: Some(material::agent(nth).to_owned()),
        languages: "az,ru;q=0.8".to_owned(),
        origin: format!("https://{}", material::SITE),
        received_at: SystemClock.now(),
        unlinked: false,
        trust: Trust::Stranger,
    }
}

fn question(nth: usize) -> Vec<u8> {
    let paths: String = (nth..nth + PATHS).map(|page| format!("&path={}", material::path(page))).collect();
    client::get(&format!("/api/views?site={}{paths}", material::SITE), material::agent(nth))
}

fn show(figures: &Value) {
    print(&format!(
        "admission          {:8.2} µs an event, one core, caches warm",
        number(figures, "/admission_us_per_event")
    ));
    for (name, key, item) in [
        ("single events", "single_events", "events"),
        ("batches of 100", "batches_of_100", "events"),
        ("public counter", "counter", "paths"),
        ("counter at a pace", "counter_paced", "paths"),
    ] {
        let of = |field: &str| number(figures, &format!("/{key}/{field}"));
        print(&format!(
            "{name:<18} {:8.0} requests/s, {:8.0} {item}/s, p50 {:.2} ms, p99 {:.2} ms, {:.0} failed",
            of("requests_per_second"),
            of("items_per_second"),
            of("p50_ms"),
            of("p99_ms"),
            of("failed"),
        ));
    }
    print("client and server shared this machine's cores");
}

fn number(figures: &Value, pointer: &str) -> f64 {
    figures.pointer(pointer).and_then(Value::as_f64).unwrap_or_default()
}
