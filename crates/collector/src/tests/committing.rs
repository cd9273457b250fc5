//! What is answered is durable and counted, once.

use tiraj_model::{BotReason, EventKind, Verdict};

use super::newsroom::{Newsroom, view};
use crate::{CommitError, Committed, SpoolHealth};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_answered_or_counted_before_it_is_on_disk() {
    let newsroom = Newsroom::new();
    let (begun, go) = newsroom.disk.hold_next_sync();
    let collector = newsroom.collector.clone();
    let submission = tokio::spawn(async move { collector.submit(vec![view("/a", "1")]).await });
    tokio::task::spawn_blocking(move || begun.recv().unwrap()).await.unwrap();
    assert!(!submission.is_finished());
    assert_eq!(newsroom.views("/a"), 0);
    go.send(()).unwrap();
    assert_eq!(submission.await.unwrap(), Ok(Committed { recorded: 1, repeated: 0 }));
    assert_eq!(newsroom.views("/a"), 1);
}

#[tokio::test]
async fn only_views_by_people_count() {
    let newsroom = Newsroom::new();
    let mut bot = view("/a", "");
    bot.verdict = Verdict::Bot(BotReason::Declared);
    let mut share = view("/a", "");
    share.kind = EventKind::Share;
    newsroom.collector.submit(vec![view("/a", ""), bot, share, view("/b", "")]).await.unwrap();
    assert_eq!((newsroom.views("/a"), newsroom.views("/b")), (1, 1));
}

#[tokio::test]
async fn a_repeat_counts_once_within_and_across_submissions() {
    let newsroom = Newsroom::new();
    let outcome = newsroom.collector.submit(vec![view("/a", "1"), view("/a", "1"), view("/a", "2")]).await;
    assert_eq!(outcome, Ok(Committed { recorded: 2, repeated: 1 }));
    let outcome = newsroom.collector.submit(vec![view("/a", "1")]).await;
    assert_eq!(outcome, Ok(Committed { recorded: 0, repeated: 1 }));
    assert_eq!(newsroom.views("/a"), 2);
}

#[tokio::test]
async fn a_full_disk_refuses_and_recovers_and_remembers_nothing() {
    let newsroom = Newsroom::new();
    newsroom.collector.submit(vec![view("/a", "1")]).await.unwrap();
    newsroom.disk.set_full(true);
    for _ in 0..2 {
        assert_eq!(newsroom.collector.submit(vec![view("/a", "2")]).await, Err(CommitError::Full));
    }
    assert!(matches!(newsroom.collector.health(), SpoolHealth::Refusing(_)));
    assert_eq!(newsroom.views("/a"), 1);
    newsroom.disk.set_full(false);
    let outcome = newsroom.collector.submit(vec![view("/a", "2")]).await;
    assert_eq!(outcome, Ok(Committed { recorded: 1, repeated: 0 }));
    assert_eq!(newsroom.collector.health(), SpoolHealth::Writable);
    assert_eq!(newsroom.kill_and_start().views("/a"), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_senders_at_once_are_all_counted() {
    const SENDERS: u64 = 32;
    const ROUNDS: u64 = 20;
    let newsroom = Newsroom::new();
    let tasks: Vec<_> = (0..SENDERS)
        .map(|sender| {
            let collector = newsroom.collector.clone();
            tokio::spawn(async move {
                for round in 0..ROUNDS {
                    let id = format!("{sender}-{round}");
                    // Each event comes twice, from neighbours that race.
                    let twin = format!("{}-{round}", sender / 2);
                    collector.submit(vec![view("/a", &id), view("/b", &twin)]).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    // The ids of /b's events are those of half of /a's: an event is its id, so only one of both counts.
    assert_eq!(newsroom.views("/a") + newsroom.views("/b"), SENDERS * ROUNDS);
    let total = newsroom.views("/a");
    let newsroom = newsroom.kill_and_start();
    assert_eq!(newsroom.views("/a"), total);
    assert_eq!(newsroom.views("/a") + newsroom.views("/b"), SENDERS * ROUNDS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_and_small_submissions_do_not_share_a_frame() {
    let newsroom = Newsroom::new();
    let (begun, go) = newsroom.disk.hold_next_sync();
    let submit = |events| {
        let collector = newsroom.collector.clone();
        tokio::spawn(async move { collector.submit(events).await })
    };
    // While the first is being written, the others queue up; in one frame they would be too long.
    let first = submit(vec![view("/a", "")]);
    tokio::task::spawn_blocking(move || begun.recv().unwrap()).await.unwrap();
    let mut long = view("/a", "");
    long.referrer = "x".repeat(1 << 20).into();
    let neighbour = submit(vec![view("/a", "")]);
    let large = submit(vec![long; 61]);
    go.send(()).unwrap();
    for accepted in [first, neighbour, large] {
        assert!(accepted.await.unwrap().is_ok());
    }
    assert_eq!(newsroom.views("/a"), 63);
}

#[tokio::test]
async fn after_a_shutdown_events_are_refused() {
    let newsroom = Newsroom::new();
    newsroom.collector.shutdown();
    assert_eq!(newsroom.collector.submit(vec![view("/a", "")]).await, Err(CommitError::Closed));
    assert_eq!(newsroom.collector.flush().await, None);
}

#[tokio::test]
async fn segments_are_sealed_without_being_asked() {
    let newsroom = Newsroom::hurried();
    let (sealed, heard) = std::sync::mpsc::channel();
    newsroom.log.subscribe(move |id| sealed.send(id).unwrap());
    newsroom.collector.submit(vec![view("/a", "")]).await.unwrap();
    let id = heard.recv_timeout(std::time::Duration::from_secs(30)).unwrap();
    assert_eq!(newsroom.log.read(id).unwrap().frames().len(), 2, "the event and its tally");
}

#[tokio::test]
async fn a_flush_hands_over_what_was_submitted() {
    let newsroom = Newsroom::new();
    assert_eq!(newsroom.collector.flush().await, None);
    newsroom.collector.submit(vec![view("/a", "")]).await.unwrap();
    let newest = newsroom.collector.flush().await.unwrap();
    assert_eq!(newsroom.log.read(newest).unwrap().frames().len(), 2, "the event and its tally");
    assert_eq!(newsroom.collector.flush().await, Some(newest));
}
