//! Carrying out a round's fault while the client sends.

use std::collections::HashMap;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use rand::RngExt;
use rand::seq::IndexedRandom;
use tiraj_model::EventId;

use super::false_clock::FalseClock;
use super::installation::Installation;
use super::lane::SITE;
use super::plan::{Dice, Fault, Round, millis};
use super::small_disk::Ballast;
use super::spool_files::{NewerSegment, read_spool, snapshot, tear_tail};
use super::store_proxy::Mood;

/// How far a clock is set wrong, in seconds. Less than half the time for which event ids are remembered, so that a jump
/// from one end to the other does not outlive them.
const WRONG: std::ops::RangeInclusive<i64> = -11 * 3600..=11 * 3600;

/// What is left to do after the audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Afterwards {
    Nothing,
    /// Send again what the disk has destroyed.
    SendDestroyed,
    /// Set the clock right.
    CorrectTime,
}

/// A round's fault on an installation.
pub(super) struct Strike<'a> {
    pub(super) installation: &'a mut Installation,
    pub(super) dice: Dice,
    /// Whether the store may be away for minutes.
    pub(super) may_take_minutes: bool,
}

impl Strike<'_> {
    /// Does it, at a drawn moment, and leaves everything running.
    pub(super) fn carry_out(&mut self, round: &Round) -> anyhow::Result<Afterwards> {
        self.wait(100..700);
        match round.fault {
            Fault::Kill => self.kill()?,
            Fault::Terminate => self.terminate()?,
            Fault::DiskFull => self.fill_disk()?,
            Fault::ClockJump => return self.jump_in_time(),
            Fault::TornTail => self.tear_tail()?,
            Fault::BitFlip => return self.flip_bit(),
            Fault::SecondInstance => self.start_second()?,
            Fault::NewerFormat => self.meet_newer_format()?,
            Fault::StoreAway => self.take_store_away()?,
            Fault::StoreSlow => self.upset_store(Mood::Slow)?,
            Fault::StoreErrors => self.upset_store(Mood::Errors)?,
            Fault::StoreLate => self.upset_store(Mood::Late)?,
            Fault::StoreCut => self.upset_store(Mood::Cut)?,
            Fault::StoreKill => self.kill_store()?,
        }
        self.wait(50..400);
        // Misfortunes do not come singly.
        if self.dice.random_ratio(1, 4) {
            self.kill()?;
        }
        Ok(Afterwards::Nothing)
    }

    fn wait(&mut self, range: std::ops::Range<u64>) {
        sleep(millis(&mut self.dice, range));
    }

    fn kill(&mut self) -> anyhow::Result<()> {
        self.installation.kill();
        while self.dice.random_ratio(1, 3) {
            let lives = millis(&mut self.dice, 0..500);
            self.installation.start_in_vain(lives)?;
        }
        self.installation.start()
    }

    fn terminate(&mut self) -> anyhow::Result<()> {
        self.installation.terminate()?;
        self.wait(0..300);
        self.installation.start()
    }

    /// Kills or ends the server while something else is wrong, now and then.
    fn perhaps_restart(&mut self) -> anyhow::Result<()> {
        match self.dice.random_range(0..4) {
            0 => self.kill(),
            1 => self.terminate(),
            _ => Ok(()),
        }
    }

    /// Fills the spool's disk until the server has refused, and then for a while; it must take events again by itself.
    fn fill_disk(&mut self) -> anyhow::Result<()> {
        let mut ballast = Ballast::new(self.installation.disk.as_ref().context("no small disk")?);
        let book = self.installation.shared.book.clone();
        let (refused, began) = (book.sums().refused, Instant::now());
        let least = millis(&mut self.dice, 300..1500);
        let mut restarts = self.dice.random_ratio(1, 3);
        while book.sums().refused == refused || began.elapsed() < least {
            ballast.take_all();
            sleep(Duration::from_millis(10));
            ensure!(began.elapsed() < Duration::from_secs(20), "a full disk refused nothing for 20 s");
            if book.sums().refused > refused && std::mem::take(&mut restarts) {
                self.kill()?;
            }
        }
        ensure!(self.installation.is_alive(), "the server ended when the disk was full");
        drop(ballast);
        let acknowledged = book.sums().acknowledged;
        while book.sums().acknowledged == acknowledged {
            sleep(Duration::from_millis(10));
            ensure!(
                began.elapsed() < Duration::from_secs(40),
                "no event was taken although the disk has room"
            );
        }
        Ok(())
    }

    fn jump_in_time(&mut self) -> anyhow::Result<Afterwards> {
        self.installation.falsify_time();
        self.terminate()?;
        for _ in 0..self.dice.random_range(2..4) {
            self.wait(100..400);
            self.installation.set_clock(self.dice.random_range(WRONG));
            sleep(FalseClock::NOTICED);
            self.perhaps_restart()?;
        }
        self.wait(100..400);
        Ok(Afterwards::CorrectTime)
    }

    fn tear_tail(&mut self) -> anyhow::Result<()> {
        self.installation.kill();
        tear_tail(&self.installation.spool(), &mut self.dice);
        while self.dice.random_ratio(1, 3) {
            let lives = millis(&mut self.dice, 0..500);
            self.installation.start_in_vain(lives)?;
        }
        self.installation.start()
    }

    /// Destroys a frame that is in the spool alone.
    fn flip_bit(&mut self) -> anyhow::Result<Afterwards> {
        let book = self.installation.shared.book.clone();
        self.store_proxy().go_away();
        // What was on its way to the store may have come through.
        sleep(Duration::from_millis(50));
        let before = book.entries();
        // Long enough, now and then, for the counter to have written down what the store does not have.
        let away = if self.dice.random_ratio(1, 3) { 10_500..13_000 } else { 600..2500 };
        self.wait(away);
        self.installation.kill();
        self.installation.shared.wait_for_answers();
        let names = name_numbers(book.entries().into_keys())?;
        let is_new = |id: &u64| names.get(id).is_some_and(|name| !before.contains_key(name));
        let frames = read_spool(&self.installation.spool(), &self.installation.beside("copy"));
        // Events without an id cannot be told from one another.
        let is_named = |id: &u64| names.contains_key(id);
        let can_be_told: Vec<_> = frames
            .iter()
            .filter(|frame| frame.ids.iter().any(is_new) && frame.ids.iter().all(is_named))
            .collect();
        let frame = can_be_told.choose(&mut self.dice).context("no frame was written in the meantime")?;
        frame.flip_bit(&mut self.dice);
        let destroyed: Vec<String> = frame.ids.iter().filter_map(|id| names.get(id).cloned()).collect();
        book.destroy(&destroyed);
        self.installation.start()?;
        let log = std::fs::read_to_string(self.installation.log())?;
        ensure!(log.contains("the spool is damaged"), "the server does not say that the spool is damaged");
        let kept = std::fs::read_dir(self.installation.spool().join("damaged"))?.count();
        ensure!(kept > 0, "the broken bytes are not kept");
        self.store_proxy().come_back();
        self.perhaps_restart()?;
        Ok(Afterwards::SendDestroyed)
    }

    fn start_second(&mut self) -> anyhow::Result<()> {
        let refusal = self.installation.fail(&["serve", "--listen", "127.0.0.1:0"])?;
        ensure!(refusal.contains("belongs to the running process"), "a second server said: {refusal}");
        let sites = self.installation.run(&["site", "list", "--json"])?;
        ensure!(sites.contains(SITE), "a command beside the server listed: {sites}");
        ensure!(self.installation.is_alive(), "the first server ended");
        Ok(())
    }

    fn meet_newer_format(&mut self) -> anyhow::Result<()> {
        if self.dice.random() {
            self.installation.kill();
        } else {
            self.installation.terminate()?;
        }
        let spool = self.installation.spool();
        let newer = NewerSegment::make(&spool);
        let before = snapshot(&spool);
        let refusal = self.installation.fail(&["serve", "--listen", "127.0.0.1:0"])?;
        ensure!(refusal.contains("was written by a newer Tiraj"), "the start said: {refusal}");
        ensure!(snapshot(&spool) == before, "the refused start has changed the spool");
        drop(newer);
        self.installation.start()
    }

    fn take_store_away(&mut self) -> anyhow::Result<()> {
        self.store_proxy().go_away();
        if self.may_take_minutes && self.dice.random_ratio(1, 6) {
            self.wait(60_000..150_000);
        } else {
            self.wait(500..3000);
        }
        self.perhaps_restart()?;
        self.store_proxy().come_back();
        Ok(())
    }

    fn upset_store(&mut self, mood: Mood) -> anyhow::Result<()> {
        self.store_proxy().set(mood);
        self.wait(800..2500);
        self.perhaps_restart()?;
        self.wait(100..500);
        self.store_proxy().set(Mood::Fair);
        Ok(())
    }

    fn kill_store(&mut self) -> anyhow::Result<()> {
        for _ in 0..self.dice.random_range(1..4) {
            self.wait(100..900);
            let store = self.installation.store.as_mut().context("the store is embedded")?;
            store.kill();
            self.wait(0..500);
            let store = self.installation.store.as_mut().context("the store is embedded")?;
            store.start_again()?;
        }
        self.perhaps_restart()
    }

    fn store_proxy(&mut self) -> &mut super::store_proxy::StoreProxy {
        &mut self.installation.store.as_mut().expect("the plan gives this fault to stores of their own").proxy
    }
}

/// Names of events by the numbers that they have in frames.
fn name_numbers(names: impl Iterator<Item = String>) -> anyhow::Result<HashMap<u64, String>> {
    let site = SITE.parse()?;
    Ok(names.map(|name| (EventId::new(&site, name.as_bytes()).get(), name)).collect())
}
