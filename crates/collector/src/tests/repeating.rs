//! An id counts once: within a batch, among senders that race, within a day, and over every end of the process.

use std::time::Duration;

use tiraj_model::{EventId, SiteName};

use super::newsroom::{Newsroom, view};
use crate::Committed;

const FRESH: Committed = Committed { recorded: 1, repeated: 0 };
const REPEATED: Committed = Committed { recorded: 0, repeated: 1 };

async fn send(newsroom: &Newsroom, id: &str) -> Committed {
    newsroom.collector.submit(vec![view("/a", id)]).await.unwrap()
}

#[tokio::test]
async fn an_id_is_remembered_for_a_day_and_then_forgotten() {
    let newsroom = Newsroom::new();
    assert_eq!(send(&newsroom, "1").await, FRESH);
    newsroom.clock.advance(Duration::from_hours(24));
    assert_eq!(send(&newsroom, "1").await, REPEATED);
    newsroom.clock.advance(Duration::from_hours(1));
    assert_eq!(send(&newsroom, "1").await, FRESH, "its hour and a day are over");
    assert_eq!(newsroom.views("/a"), 2);
}

#[tokio::test]
async fn a_day_counts_over_restarts_of_both_kinds() {
    for restart in [Newsroom::kill_and_start, Newsroom::stop_and_start] {
        let newsroom = Newsroom::new();
        assert_eq!(send(&newsroom, "1").await, FRESH);
        newsroom.clock.advance(Duration::from_hours(12));
        let newsroom = restart(newsroom);
        assert_eq!(send(&newsroom, "1").await, REPEATED);
        newsroom.clock.advance(Duration::from_hours(12));
        let newsroom = restart(newsroom);
        assert_eq!(send(&newsroom, "1").await, REPEATED, "24 hours after it came");
        assert_eq!(newsroom.views("/a"), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_senders_that_race_with_one_batch_each_event_counts_once() {
    const SENDERS: usize = 16;
    const EVENTS: usize = 100;
    let newsroom = Newsroom::new();
    let batch: Vec<_> = (0..EVENTS).map(|n| view("/a", &n.to_string())).collect();
    let sending: Vec<_> = (0..SENDERS)
        .map(|_| {
            let (collector, batch) = (newsroom.collector.clone(), batch.clone());
            tokio::spawn(async move { collector.submit(batch).await.unwrap() })
        })
        .collect();
    let (mut recorded, mut repeated) = (0, 0);
    for sent in sending {
        let committed = sent.await.unwrap();
        (recorded, repeated) = (recorded + committed.recorded, repeated + committed.repeated);
    }
    assert_eq!((recorded, repeated), (EVENTS, (SENDERS - 1) * EVENTS));
    assert_eq!(newsroom.views("/a"), EVENTS as u64);
    assert_eq!(newsroom.kill_and_start().views("/a"), EVENTS as u64);
}

#[tokio::test]
async fn the_same_id_on_another_site_is_another_event() {
    let newsroom = Newsroom::new();
    let other: SiteName = "demo.tiraj".parse().unwrap();
    let mut elsewhere = view("/a", "1");
    elsewhere.id = Some(EventId::new(&other, b"1"));
    elsewhere.site = other;
    let committed = newsroom.collector.submit(vec![view("/a", "1"), elsewhere]).await.unwrap();
    assert_eq!(committed, Committed { recorded: 2, repeated: 0 });
}

#[tokio::test]
async fn repeats_are_counted_apart() {
    let newsroom = Newsroom::new();
    send(&newsroom, "1").await;
    send(&newsroom, "1").await;
    let received = newsroom.received("news.example");
    assert_eq!((received.accepted, received.repeated, received.total()), (1, 1, 2));
}
