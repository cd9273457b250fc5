//! The step that sees an event's visit: whether one goes on, and under which id of the reader.

use jiff::ToSpan;
use tiraj_model::{DropReason, ReaderId};

use super::sender::Trust;
use super::{Admission, Draft, Objection, origin};
use crate::recent_readers::Presence;

/// Lets a reader who reads on over the rotation of the salts keep the id of the day before, so that midnight splits
/// neither reader nor visit, and drops what belongs to a visit where there is none.
///
/// A machine has no visits, and of a reader who asked not to be linked nobody knows one.
pub(super) fn join_visit(gate: &Admission, draft: &mut Draft) -> Result<(), Objection> {
    let Some(todays) = draft.event.reader.filter(|_| draft.event.verdict.counts()) else { return Ok(()) };
    if draft.sender.trust == Trust::Import {
        return Ok(());
    }
    let (time, now) = (draft.event.time, draft.sender.received_at);
    let is_active = |reader| gate.recent_readers.find(reader, time, now) == Presence::Active;
    let presence = gate.recent_readers.find(todays, time, now);
    let earlier = || id_of_the_day_before(gate, draft).filter(|reader| is_active(*reader));
    let (reader, presence) = match presence {
        Presence::Active => (todays, presence),
        _ => earlier().map_or((todays, presence), |earlier| (earlier, Presence::Active)),
    };
    if draft.raw.needs_visit && presence == Presence::Absent {
        let message = "an engagement belongs to a visit, and this reader has none; send a `pageview` first";
        return Err((DropReason::NoVisit, message.into()));
    }
    gate.recent_readers.note(reader, time, now);
    draft.event.reader = Some(reader);
    Ok(())
}

fn id_of_the_day_before(gate: &Admission, draft: &Draft) -> Option<ReaderId> {
    let day_before = draft.event.time.checked_sub(24.hours()).ok()?;
    let salt = gate.salts.kept_salt(day_before, draft.sender.received_at)?;
    origin::hash_under(&salt, draft)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU8, Ordering};

    use tiraj_enrich::Enricher;
    use tiraj_model::{EventKind, Randomness, Site, Sites};

    use super::super::Sender;
    use super::*;
    use crate::raw_event::RawEvent;
    use crate::salts::Salts;

    struct Gate {
        admission: Admission,
        folder: tempfile::TempDir,
        randomness: Randomness,
    }

    fn gate() -> Gate {
        let next = AtomicU8::new(1);
        let randomness: Randomness = Arc::new(move |bytes| bytes.fill(next.fetch_add(1, Ordering::Relaxed)));
        open(tempfile::tempdir().unwrap(), randomness)
    }

    fn open(folder: tempfile::TempDir, randomness: Randomness) -> Gate {
        let site = Site::new("news.example".parse().unwrap(), "UTC").unwrap();
        let salts = Salts::open(folder.path(), randomness.clone());
        let admission = Admission::new(Sites::new([site]), Arc::new(salts), Enricher::built_in());
        Gate { admission, folder, randomness }
    }

    impl Gate {
        fn admit(
            &self,
            kind: EventKind,
            moment: &str,
            change: impl FnOnce(&mut Sender),
        ) -> Result<u64, DropReason> {
            let raw = RawEvent {
                needs_visit: kind == EventKind::Engage,
                ..RawEvent::new(kind, "news.example", "https://news.example/a")
            };
            let mut sender = Sender {
                ip: Some("192.0.2.7".parse().unwrap()),
                user_agent: None,
                languages: String::new(),
                origin: String::new(),
                received_at: moment.parse().unwrap(),
                unlinked: false,
                trust: Trust::Stranger,
            };
            change(&mut sender);
            let admitted = self.admission.admit(raw, &sender).map_err(|refusal| refusal.reason)?;
            Ok(admitted.reader.map_or(0, ReaderId::get))
        }

        fn view(&self, moment: &str) -> u64 {
            self.admit(EventKind::View, moment, |_| ()).unwrap()
        }

        fn engage(&self, moment: &str) -> Result<u64, DropReason> {
            self.admit(EventKind::Engage, moment, |_| ())
        }
    }

    #[test]
    fn midnight_splits_no_reader_who_reads_on() {
        let gate = gate();
        let first = gate.view("2026-11-23T23:50:00Z");
        assert_eq!(gate.view("2026-11-24T00:10:00Z"), first);
        assert_eq!(gate.view("2026-11-24T00:40:00Z"), first, "the visit still goes on");
        let next = gate.view("2026-11-24T01:11:00Z");
        assert_ne!(next, first, "a new visit has the id of its day");
        assert_eq!(gate.view("2026-11-24T01:12:00Z"), next);
    }

    #[test]
    fn a_second_midnight_ends_an_id_for_good() {
        let gate = gate();
        let first = gate.view("2026-11-23T23:50:00Z");
        let mut moment: jiff::Timestamp = "2026-11-24T00:00:00Z".parse().unwrap();
        let end: jiff::Timestamp = "2026-11-25T00:00:00Z".parse().unwrap();
        while moment < end {
            assert_eq!(gate.view(&moment.to_string()), first);
            moment += 20.minutes();
        }
        assert_ne!(gate.view("2026-11-25T00:00:00Z"), first, "its salt is destroyed");
    }

    #[test]
    fn an_engagement_needs_a_visit() {
        let gate = gate();
        assert_eq!(gate.engage("2026-11-23T10:00:00Z"), Err(DropReason::NoVisit));
        let reader = gate.view("2026-11-23T10:00:00Z");
        assert_eq!(gate.engage("2026-11-23T10:30:00Z"), Ok(reader));
        assert_eq!(gate.engage("2026-11-23T11:00:00Z"), Ok(reader), "an engagement prolongs the visit");
        assert_eq!(gate.engage("2026-11-23T11:31:00Z"), Err(DropReason::NoVisit));
    }

    #[test]
    fn whom_nobody_can_have_seen_is_given_the_benefit_of_the_doubt() {
        let first = gate();
        first.view("2026-11-23T10:00:00Z");
        let gate = open(first.folder, first.randomness);
        assert!(gate.engage("2026-11-23T10:05:00Z").is_ok(), "after a restart");
        let unlinked = gate.admit(EventKind::Engage, "2026-11-23T10:50:00Z", |sender| sender.unlinked = true);
        assert_eq!(unlinked, Ok(0));
    }

    #[test]
    fn a_machine_opens_no_visit() {
        let gate = gate();
        let moment = "2026-11-23T10:00:00Z";
        gate.admit(EventKind::View, moment, |sender| sender.user_agent = Some("curl/8.5.0".into())).unwrap();
        let engaged = gate.admit(EventKind::Engage, moment, |sender| sender.user_agent = None);
        assert_eq!(engaged, Err(DropReason::NoVisit));
    }
}
