//! Submissions that are committed together.

use std::collections::HashSet;
use std::sync::mpsc::Receiver;

use tiraj_model::Event;
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

    /// The events whose ids are neither known nor earlier in the group.
    pub(super) fn leave_out_repeats(&mut self, known: &RecentIds) -> Vec<Event> {
        let mut seen = HashSet::new();
        let mut fresh = Vec::new();
        for submission in self.submissions.drain(..) {
            let before = fresh.len();
            let given = submission.events.len();
            fresh.extend(submission.events.into_iter().filter(|event| match event.id {
                Some(id) => !known.contains(id.get()) && seen.insert(id),
                None => true,
            }));
            let recorded = fresh.len() - before;
            let committed = Committed { recorded, repeated: given - recorded };
            self.waiting.push(Waiting { committed, _place: submission.place, reply: submission.reply });
        }
        fresh
    }

    /// Answers all who wait.
    pub(super) fn answer(&mut self, outcome: Result<(), CommitError>) {
        for waiting in self.waiting.drain(..) {
            // A sender that went away needs no answer; its events stay.
            let _ = waiting.reply.send(outcome.map(|()| waiting.committed));
        }
    }
}
