//! Rounds one after another, with a line for each and a table at the end.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use super::audit::audit;
use super::book::{Fate, Sums};
use super::client::{Client, send_again};
use super::installation::Installation;
use super::plan::{Fault, Round};
use super::strike::{Afterwards, Strike};

/// Which rounds are played.
pub(super) struct Campaign {
    pub(super) seed: u64,
    /// Whether the store may be away for minutes.
    pub(super) may_take_minutes: bool,
    scores: BTreeMap<Fault, Score>,
}

/// What came of a round, or of all rounds of a fault.
#[derive(Debug, Clone, Copy, Default)]
struct Score {
    rounds: u32,
    sums: Sums,
    /// From the moment when all was mended until all was stored, rolled up and shown; the longest.
    recovery: Duration,
}

impl Campaign {
    pub(super) fn new(seed: u64, may_take_minutes: bool) -> Self {
        Self { seed, may_take_minutes, scores: BTreeMap::new() }
    }

    /// Plays rounds. At the first that fails it says how to repeat it, keeps the data folder, and panics.
    pub(super) fn play(&mut self, rounds: impl Iterator<Item = Round>) {
        let mut standing: Option<(u32, Installation)> = None;
        for round in rounds {
            let (era, mut installation) = match standing.take().filter(|(era, _)| *era == round.era) {
                Some(standing) => standing,
                None => match Installation::open(&round) {
                    Ok(installation) => (round.era, installation),
                    Err(error) => panic!("round {} cannot begin: {error:#}", round.number),
                },
            };
            match self.play_round(&round, &mut installation) {
                Ok(score) => self.note(&round, score),
                Err(error) => self.give_up(&round, installation, &error),
            }
            standing = Some((era, installation));
        }
        self.print_table();
    }

    fn play_round(&self, round: &Round, installation: &mut Installation) -> anyhow::Result<Score> {
        let before = installation.shared.book.sums();
        let client = Client::start(round, &installation.shared);
        let dice = round.dice(1);
        let struck = Strike { installation, dice, may_take_minutes: self.may_take_minutes }.carry_out(round);
        let mended = Instant::now();
        // Also where the strike failed: nothing may send on.
        let finished = client.finish();
        let afterwards = struck?;
        finished?;
        ensure!(installation.is_alive(), "the server ended by itself");
        // Counters over a destroyed frame are counted anew from the store.
        audit(installation, afterwards == Afterwards::SendDestroyed)?;
        let recovery = mended.elapsed();
        match afterwards {
            Afterwards::Nothing => {}
            Afterwards::SendDestroyed => {
                let destroyed = installation.shared.book.events(Fate::Destroyed);
                send_again(round, &installation.shared, &destroyed)?;
                audit(installation, false).context("after sending again what was destroyed")?;
            }
            Afterwards::CorrectTime => {
                installation.correct_time();
                installation.terminate()?;
                installation.start()?;
                audit(installation, false).context("after the clock was set right")?;
            }
        }
        Ok(Score { rounds: 1, sums: installation.shared.book.sums().since(before), recovery })
    }

    fn note(&mut self, round: &Round, score: Score) {
        let Score { sums: Sums { sent, acknowledged, refused }, recovery, .. } = score;
        eprintln!(
            "round {:>3}  {:<16} {:>5} events, {acknowledged:>5} acknowledged, {refused:>4} times refused, recovered in {:.1} s",
            round.number,
            round.fault.name(),
            sent,
            recovery.as_secs_f64()
        );
        let of_fault = self.scores.entry(round.fault).or_default();
        *of_fault = of_fault.with(score);
    }

    fn give_up(&self, round: &Round, installation: Installation, error: &anyhow::Error) -> ! {
        let kept = installation.keep();
        panic!(
            "round {number} of seed {seed} ({fault}) failed:\n{error:#}\n\
             the data folder and logs are kept in {kept}\n\
             repeat it with: make chaos SEED={seed} ROUND={number}",
            number = round.number,
            seed = self.seed,
            fault = round.fault.name(),
            kept = kept.display(),
        );
    }

    fn print_table(&self) {
        eprintln!(
            "\n{:<16} {:>6} {:>9} {:>12} {:>8}  longest recovery",
            "fault", "rounds", "events", "acknowledged", "refused"
        );
        let all = self.scores.values().fold(Score::default(), |all, score| all.with(*score));
        let rows = self.scores.iter().map(|(fault, score)| (fault.name(), score)).chain([("all", &all)]);
        for (name, Score { rounds, sums: Sums { sent, acknowledged, refused }, recovery }) in rows {
            let recovery = recovery.as_secs_f64();
            eprintln!("{name:<16} {rounds:>6} {sent:>9} {acknowledged:>12} {refused:>8}  {recovery:.1} s");
        }
    }
}

impl Score {
    fn with(self, other: Self) -> Self {
        Self {
            rounds: self.rounds + other.rounds,
            sums: self.sums.with(other.sums),
            recovery: self.recovery.max(other.recovery),
        }
    }
}
