//! Everything that was received is in a tally, once, also when it left no row.

use std::sync::mpsc::channel;
use std::time::Duration;

use tiraj_frames::Contents;
use tiraj_model::{Clock, DropReason, Minute, SiteName, Tally};
use tiraj_spool::SegmentId;

use super::newsroom::{Newsroom, view};
use crate::CommitError;

fn site() -> SiteName {
    "news.example".parse().unwrap()
}

fn refuse(newsroom: &Newsroom, site: Option<&SiteName>, reason: DropReason) {
    newsroom.collector.refuse(site, reason, newsroom.clock.now());
}

/// What the sealed segments say was received.
fn tallied(newsroom: &Newsroom) -> Tally {
    let mut tally = Tally::default();
    for id in newsroom.log.sealed_from(SegmentId::FIRST) {
        let segment = newsroom.log.read(id).unwrap();
        let frames = segment.frames().map(|(position, frame)| (position.frame, frame));
        tally.add(&Contents::read(segment.preamble(), frames).received);
    }
    tally
}

#[tokio::test]
async fn events_repeats_and_refusals_are_tallied_by_site_and_minute() {
    let newsroom = Newsroom::new();
    let minute = Minute::of(newsroom.clock.now());
    refuse(&newsroom, Some(&site()), DropReason::Blocked);
    newsroom.collector.submit(vec![view("/a", "1"), view("/b", "")]).await.unwrap();
    newsroom.collector.submit(vec![view("/a", "1")]).await.unwrap();
    newsroom.clock.advance(Duration::from_secs(60));
    refuse(&newsroom, None, DropReason::Malformed);
    newsroom.collector.submit(vec![view("/a", "2")]).await.unwrap();
    newsroom.collector.flush().await.unwrap();

    let mut expected = Tally::default();
    let first = expected.entry("news.example", minute);
    (first.accepted, first.repeated) = (2, 1);
    first.dropped.insert(DropReason::Blocked, 1);
    expected.entry("news.example", Minute(minute.0 + 1)).accepted = 1;
    expected.entry("", Minute(minute.0 + 1)).dropped.insert(DropReason::Malformed, 1);
    assert_eq!(tallied(&newsroom), expected);
    let intake = |newsroom: &Newsroom| newsroom.collector.intake().after(SegmentId(0));
    assert_eq!(intake(&newsroom), expected);
    assert_eq!(newsroom.received("news.example").total(), 5);
    assert_eq!(intake(&newsroom.kill_and_start()), expected, "the spool tells it again");
}

#[tokio::test]
async fn what_is_loaded_is_no_longer_taken_in() {
    let newsroom = Newsroom::new();
    newsroom.collector.submit(vec![view("/a", "1")]).await.unwrap();
    let first = newsroom.collector.flush().await.unwrap();
    newsroom.collector.submit(vec![view("/a", "2"), view("/a", "3")]).await.unwrap();
    let pending = newsroom.collector.intake().after(first);
    assert_eq!(pending.iter().map(|(_, received)| received.accepted).collect::<Vec<_>>(), [2]);
}

#[tokio::test]
async fn refusals_alone_are_written_within_a_moment() {
    let newsroom = Newsroom::hurried();
    let (sealed, heard) = channel();
    newsroom.log.subscribe(move |id| sealed.send(id).unwrap());
    for _ in 0..2 {
        refuse(&newsroom, None, DropReason::UnknownSite);
        heard.recv_timeout(Duration::from_secs(30)).unwrap();
    }
    let total: u64 = newsroom.collector.received()[""].dropped.values().sum();
    assert_eq!(total, 2);
}

#[tokio::test]
async fn a_stop_loses_no_refusal() {
    let newsroom = Newsroom::new();
    refuse(&newsroom, Some(&site()), DropReason::Time);
    let newsroom = newsroom.stop_and_start();
    let pending = newsroom.collector.intake().after(SegmentId(0));
    assert_eq!(pending.iter().map(|(_, received)| received.total()).sum::<u64>(), 1);
}

#[tokio::test]
async fn what_was_not_taken_was_not_received_and_refusals_wait() {
    let newsroom = Newsroom::new();
    refuse(&newsroom, Some(&site()), DropReason::Time);
    newsroom.disk.set_full(true);
    let outcome = newsroom.collector.submit(vec![view("/a", "1")]).await;
    assert_eq!(outcome, Err(CommitError::Full));
    assert!(newsroom.collector.intake().after(SegmentId(0)).is_empty());
    newsroom.disk.set_full(false);
    newsroom.collector.submit(vec![view("/a", "1")]).await.unwrap();
    let pending = newsroom.collector.intake().after(SegmentId(0));
    let counts: Vec<_> =
        pending.iter().map(|(_, got)| (got.accepted, got.dropped[&DropReason::Time])).collect();
    assert_eq!(counts, [(1, 1)]);
    assert_eq!(newsroom.received("news.example").total(), 2);
}
