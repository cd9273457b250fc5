//! Nothing acknowledged is lost, nothing is counted twice: a client sends, and everything goes wrong meanwhile.
//!
//! A round starts a client, does one of the faults of `plan` to a real `tiraj` at a drawn moment, waits until the client
//! has an answer for all that it does not give up, and audits: client, store, rollups and public counters must agree.
//! `make chaos` plays many rounds; a short campaign with every fault is part of `make test`. See docs/durability.md.

mod audit;
mod book;
mod campaign;
mod client;
mod false_clock;
mod installation;
mod lane;
mod ledger;
mod plan;
mod process;
mod small_disk;
mod spool_files;
mod store_proxy;
mod strike;

use campaign::Campaign;
use false_clock::FalseClock;
use plan::{Fault, Round, faults_without, rounds};
use small_disk::SmallDisk;

/// The seed of the short campaign. A fixed one: `make test` is no lottery.
const SEED: u64 = 4;

/// The rounds of the short campaign that are played on the embedded engine.
#[test]
fn a_short_campaign_on_the_embedded_engine() {
    play_era(0);
}

/// And those on a store of its own.
#[test]
fn a_short_campaign_beside_a_store() {
    play_era(1);
}

/// As many rounds as asked for; `make chaos` runs it.
#[test]
#[ignore = "takes as long as asked for; run it with `make chaos`"]
fn a_long_campaign() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let seed = number("TIRAJ_CHAOS_SEED").unwrap_or_else(rand::random);
    let all = rounds(seed, &possible_faults());
    let mut campaign = Campaign::new(seed, true);
    if let Some(one) = number("TIRAJ_CHAOS_ROUND") {
        eprintln!("round {one} of seed {seed}");
        return campaign.play(all.filter(|round| u64::from(round.number) == one).take(1));
    }
    let most = number("TIRAJ_CHAOS_ROUNDS").unwrap_or(200);
    eprintln!("{most} rounds of seed {seed}");
    campaign.play(all.take(usize::try_from(most).unwrap()));
}

fn play_era(era: u32) {
    let of_era = |round: &Round| round.era == era;
    let rounds = rounds(SEED, &possible_faults());
    Campaign::new(SEED, false).play(rounds.skip_while(|round| !of_era(round)).take_while(of_era));
}

/// The faults that this machine can have; what it cannot is said loudly.
fn possible_faults() -> Vec<Fault> {
    let mut absent = Vec::new();
    if let Some(reason) = FalseClock::absence() {
        eprintln!("NOT RUN: clock jumps, since this machine has no libfaketime: {reason}");
        absent.push(Fault::ClockJump);
    }
    let folder = tempfile::tempdir().unwrap();
    if let Err(reason) = SmallDisk::mount(folder.path(), 1 << 20) {
        eprintln!("NOT RUN: full disks, since this machine lets nobody mount a small one: {reason}");
        absent.push(Fault::DiskFull);
    }
    faults_without(&absent)
}
