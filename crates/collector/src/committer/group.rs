//! Submissions that are committed together.

use std::collections::HashSet;
use std::sync::mpsc::Receiver;

use tiraj_model::{Event, Minute, Received, SiteName, Tally};
use tokio::sync::oneshot;

use super::backlog::Place;
use super::{Command, CommitError};
use crate::state::RecentIds;

/// The most events of a group; a submission that has more makes a group of its own.
const MAX_EVENTS: usize = 8_192;
/// The same in bytes, well below what a frame may hold.
const MAX_BYTES: usize = 8 << 20;

/// What became of a submission. It is durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed {
    /// Events that were recorded now.
    pub recorded: usize,
    /// Events whose id had been recorded before.
    pub repeated: usize,
}

/// Events that someone waits for.
pub(crate) struct Submission {
    pub(crate) events: Vec<Event>,
    /// About how much memory they take.
    pub(crate) bytes: usize,
    pub(crate) place: Place,
    pub(crate) reply: oneshot::Sender<Result<Committed, CommitError>>,
}

/// Someone who waits, and what to answer.
struct Waiting {
    committed: Committed,
    _place: Place,
    reply: oneshot::Sender<Result<Committed, CommitError>>,
}

/// Submissions that share one frame.
pub(super) struct Group {
    submissions: Vec<Submission>,
    waiting: Vec<Waiting>,
    /// The command that came while gathering and has to be carried out next.
    pub(super) interrupted_by: Option<Command>,
}

/// Counts events of one site after another without looking the site up for each.
struct Runs {
    minute: Minute,
    tally: Tally,
    run: Option<(SiteName, Received)>,
}

impl Runs {
    fn new(minute: Minute) -> Self {
        Self { minute, tally: Tally::default(), run: None }
    }

    fn count(&mut self, site: &SiteName, is_fresh: bool) {
        if self.run.as_ref().is_none_or(|(current, _)| current != site) {
            self.end_run();
            self.run = Some((site.clone(), Received::default()));
        }
        if let Some((_, received)) = &mut self.run {
            *(if is_fresh { &mut received.accepted } else { &mut received.repeated }) += 1;
        }
    }

    fn end_run(&mut self) {
        if let Some((site, received)) = self.run.take() {
            self.tally.entry(site.as_str(), self.minute).add(&received);
        }
    }

    fn finish(mut self) -> Tally {
        self.end_run();
        self.tally
    }
}

impl Group {
    /// Takes all submissions that wait already, up to the size of a group.
    pub(super) fn gather(first: Submission, commands: &Receiver<Command>) -> Self {
        let (mut events, mut bytes) = (first.events.len(), first.bytes);
        let mut group = Self { submissions: vec![first], waiting: Vec::new(), interrupted_by: None };
        while let Ok(command) = commands.try_recv() {
            match command {
                Command::Submit(next)
                    if events + next.events.len() <= MAX_EVENTS && bytes + next.bytes <= MAX_BYTES =>
                {
                    events += next.events.len();
                    bytes += next.bytes;
                    group.submissions.push(next);
                }
                other => {
                    group.interrupted_by = Some(other);
                    break;
                }
            }
        }
        group
    }

    /// The events whose ids are neither known nor earlier in the group, and the count of these and the others.
    pub(super) fn leave_out_repeats(&mut self, known: &RecentIds, minute: Minute) -> (Vec<Event>, Tally) {
        let mut seen = HashSet::new();
        let mut fresh = Vec::new();
        let mut runs = Runs::new(minute);
        for submission in self.submissions.drain(..) {
            let before = fresh.len();
            let given = submission.events.len();
            fresh.extend(submission.events.into_iter().filter(|event| {
                let is_fresh = event.id.is_none_or(|id| !known.contains(id.get()) && seen.insert(id));
                runs.count(&event.site, is_fresh);
                is_fresh
            }));
            let recorded = fresh.len() - before;
            let committed = Committed { recorded, repeated: given - recorded };
            self.waiting.push(Waiting { committed, _place: submission.place, reply: submission.reply });
        }
        (fresh, runs.finish())
    }

    /// Answers all who wait.
    pub(super) fn answer(&mut self, outcome: Result<(), CommitError>) {
        for waiting in self.waiting.drain(..) {
            // A sender that went away needs no answer; its events stay.
            let _ = waiting.reply.send(outcome.map(|()| waiting.committed));
        }
    }
}
