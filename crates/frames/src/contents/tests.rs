//! What is left of segments, and what of it is known to be lost.

use tiraj_model::{DropReason, Event, Minute, Received, Tally};

use super::Contents;
use crate::{encode_batch, encode_events, encode_tally, preamble};

/// The minute of the time of all events here.
const OWN: Minute = Minute(29_927_520);

fn events(count: usize) -> Vec<u8> {
    let event = Event::view("news.example".parse().unwrap(), "2026-11-26T00:00:30Z".parse().unwrap(), "/a");
    encode_batch(&encode_events(&vec![event; count])).unwrap()
}

fn tally(minute: i64, accepted: u64) -> Vec<u8> {
    let mut tally = Tally::default();
    tally.entry("news.example", Minute(minute)).accepted = accepted;
    // Refused a minute before, as a tally of the next minute's first events may say.
    tally.entry("", Minute(minute - 1)).dropped.insert(DropReason::Malformed, 1);
    encode_tally(&tally)
}

/// Reads the frames that are left, and says how many rows have which minute and how many were accepted in each.
#[expect(clippy::type_complexity, reason = "two short lists")]
fn read(frames: &[Option<Vec<u8>>]) -> (Vec<(usize, Option<i64>)>, Vec<(i64, u64)>) {
    let left = (0..).zip(frames).filter_map(|(ordinal, frame)| Some((ordinal, frame.as_deref()?)));
    let contents = Contents::read(Some(&preamble()), left);
    let rows = contents.batches.iter().map(|batch| (batch.events.num_rows(), batch.minute.map(|m| m.0)));
    let accepted = contents.received.iter().filter(|(key, _)| !key.site.is_empty());
    (rows.collect(), accepted.map(|(key, received)| (key.minute.0, received.accepted)).collect())
}

#[test]
fn rows_have_the_minute_of_their_tally() {
    let frames = [events(2), tally(7, 2), tally(8, 0), events(3), tally(9, 3)].map(Some);
    assert_eq!(read(&frames), (vec![(2, Some(7)), (3, Some(9))], vec![(7, 2), (8, 0), (9, 3)]));
}

#[test]
fn a_tally_outlives_its_events() {
    let frames = [None, Some(tally(7, 2)), Some(events(3)), Some(tally(8, 3))];
    assert_eq!(read(&frames), (vec![(3, Some(8))], vec![(7, 2), (8, 3)]));
}

#[test]
fn events_outlive_their_tally() {
    let after = [Some(events(2)), None, Some(events(3)), Some(tally(8, 3))];
    assert_eq!(read(&after), (vec![(2, Some(8)), (3, Some(8))], vec![(8, 5)]));
    let before = [Some(events(3)), Some(tally(8, 3)), Some(events(2))];
    assert_eq!(read(&before), (vec![(3, Some(8)), (2, Some(8))], vec![(8, 5)]));
}

#[test]
fn events_of_an_older_version_count_in_their_own_minute() {
    assert_eq!(read(&[Some(events(2))]), (vec![(2, None)], vec![(OWN.0, 2)]));
}

#[test]
fn what_is_neither_is_named_and_hides_nothing() {
    let frames = [b"neither".to_vec(), events(1), tally(7, 1), b"TIRAJTLY".to_vec()];
    let frames = (0..).zip(&frames).map(|(ordinal, frame)| (ordinal, frame.as_slice()));
    let contents = Contents::read(None, frames);
    assert_eq!(contents.faults.iter().map(|fault| fault.frame).collect::<Vec<_>>(), [0, 3]);
    let total: u64 = contents.received.iter().map(|(_, received)| Received::total(received)).sum();
    assert_eq!((contents.batches.len(), total), (1, 2));
}
