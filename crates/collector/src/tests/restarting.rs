//! Counts and ids are right after any end of the process.

use tiraj_spool::SegmentId;

use super::newsroom::{Newsroom, view};
use crate::{Committed, Included, RebaseError, Totals};

const REPEATED: Result<Committed, crate::CommitError> = Ok(Committed { recorded: 0, repeated: 1 });

#[tokio::test]
async fn a_killed_collector_counts_on_where_it_was() {
    let mut newsroom = Newsroom::new();
    for round in 1..=3 {
        newsroom.collector.submit(vec![view("/a", &round.to_string())]).await.unwrap();
        newsroom = newsroom.kill_and_start();
        assert_eq!(newsroom.views("/a"), round);
        assert_eq!(newsroom.collector.submit(vec![view("/a", &round.to_string())]).await, REPEATED);
    }
}

#[tokio::test]
async fn counts_and_ids_outlive_the_segments_they_came_in() {
    let newsroom = Newsroom::new();
    newsroom.collector.submit(vec![view("/a", "1"), view("/b", "2")]).await.unwrap();
    let newsroom = newsroom.stop_and_start();
    newsroom.acknowledge_as_loader();
    newsroom.collector.submit(vec![view("/a", "3")]).await.unwrap();
    let newsroom = newsroom.stop_and_start();
    assert_eq!((newsroom.views("/a"), newsroom.views("/b")), (2, 1));
    assert!(!newsroom.collector.needs_rebase());
    for id in ["1", "2", "3"] {
        assert_eq!(newsroom.collector.submit(vec![view("/a", id)]).await, REPEATED, "{id}");
    }
}

#[tokio::test]
async fn what_was_written_down_lets_the_segments_go() {
    let newsroom = Newsroom::new();
    newsroom.collector.submit(vec![view("/a", "1")]).await.unwrap();
    newsroom.collector.shutdown();
    newsroom.acknowledge_as_loader();
    assert_eq!(newsroom.log.sealed_from(SegmentId::FIRST), []);
}

#[tokio::test]
async fn lost_totals_are_noticed_and_rebuilt() {
    for damage in [Some("garbage"), None] {
        let newsroom = Newsroom::new();
        newsroom.collector.submit(vec![view("/a", "1")]).await.unwrap();
        let loaded = newsroom.collector.flush().await.unwrap();
        let newsroom = newsroom.stop_and_start();
        newsroom.acknowledge_as_loader();
        newsroom.collector.submit(vec![view("/a", "2")]).await.unwrap();
        newsroom.collector.shutdown();
        let snapshot = newsroom.folder().join("views.snapshot");
        match damage {
            Some(garbage) => std::fs::write(snapshot, garbage).unwrap(),
            None => std::fs::remove_file(snapshot).unwrap(),
        }

        let newsroom = newsroom.kill_and_start();
        assert!(newsroom.collector.needs_rebase());
        assert_eq!(newsroom.views("/a"), 1);
        newsroom.collector.submit(vec![view("/a", "3")]).await.unwrap();
        newsroom.collector.rebase(stored("/a", 1), loaded, Included::default()).await.unwrap();
        assert_eq!(newsroom.views("/a"), 3);
        let newsroom = newsroom.stop_and_start();
        assert_eq!(newsroom.views("/a"), 3);
        assert!(!newsroom.collector.needs_rebase());
    }
}

#[tokio::test]
async fn an_event_that_the_disk_destroyed_may_be_sent_again_and_its_neighbours_not() {
    let newsroom = Newsroom::new();
    newsroom.collector.submit(vec![view("/a", "1"), view("/a", "2")]).await.unwrap();
    newsroom.collector.submit(vec![view("/a", "3")]).await.unwrap();
    newsroom.collector.shutdown();
    // Written down, and not loaded yet.
    break_first_frame(&newsroom.folder().join("spool/00000000000000000001.segment"));

    let newsroom = newsroom.kill_and_start();
    assert!(newsroom.collector.needs_rebase(), "the totals hold what is no more");
    newsroom.collector.rebase(Totals::default(), SegmentId(0), Included::default()).await.unwrap();
    assert_eq!(newsroom.views("/a"), 1);
    assert_eq!(newsroom.collector.submit(vec![view("/a", "3")]).await, REPEATED);
    let newsroom = newsroom.stop_and_start();
    assert_eq!(newsroom.collector.submit(vec![view("/a", "3")]).await, REPEATED);
    newsroom.collector.submit(vec![view("/a", "1"), view("/a", "2")]).await.unwrap();
    assert_eq!(newsroom.views("/a"), 3);
}

/// Flips a bit in the payload of a segment's first frame.
fn break_first_frame(segment: &std::path::Path) {
    let mut bytes = std::fs::read(segment).unwrap();
    let header = u32::from_le_bytes(bytes[12..16].try_into().unwrap()) as usize;
    bytes[header + 20] ^= 1;
    std::fs::write(segment, bytes).unwrap();
}

#[tokio::test]
async fn a_rebase_survives_a_kill_and_later_events_count() {
    let newsroom = Newsroom::new();
    newsroom.collector.submit(vec![view("/a", "1")]).await.unwrap();
    let through = newsroom.collector.flush().await.unwrap();
    // A bulk import brought 100 views into the store, past the spool.
    newsroom.collector.rebase(stored("/a", 101), through, Included::default()).await.unwrap();
    newsroom.collector.submit(vec![view("/a", "2")]).await.unwrap();
    assert_eq!(newsroom.views("/a"), 102);
    let newsroom = newsroom.stop_and_start().kill_and_start();
    assert_eq!(newsroom.views("/a"), 102);
}

#[tokio::test]
async fn a_rebase_without_the_segments_it_needs_changes_nothing() {
    let newsroom = Newsroom::new();
    newsroom.collector.submit(vec![view("/a", "1")]).await.unwrap();
    let newest = newsroom.collector.flush().await.unwrap();
    newsroom.acknowledge_as_loader();
    newsroom.log.acknowledge(crate::CONSUMER, newest).unwrap();
    let outcome = newsroom.collector.rebase(Totals::default(), SegmentId(0), Included::default()).await;
    assert_eq!(outcome, Err(RebaseError::Gone(SegmentId(0))));
    assert_eq!(newsroom.views("/a"), 1);
}

fn stored(path: &str, views: u64) -> Totals {
    [("news.example".parse().unwrap(), path.into(), views)].into_iter().collect()
}

#[tokio::test]
async fn many_pages_move_to_a_file_and_are_counted_on() {
    let newsroom = Newsroom::new();
    let pages: Vec<String> = (0..33_000).map(|page| format!("/articles/{page}")).collect();
    for pages in pages.chunks(8_000) {
        newsroom.collector.submit(pages.iter().map(|path| view(path, "")).collect()).await.unwrap();
    }
    let newsroom = newsroom.stop_and_start();
    let bases = || -> Vec<_> {
        let files = std::fs::read_dir(newsroom.folder()).unwrap().map(|entry| entry.unwrap().file_name());
        files.filter(|name| name.to_string_lossy().ends_with(".base")).collect()
    };
    assert_eq!(bases(), ["views-1.base"]);
    newsroom.collector.submit(vec![view("/articles/7", ""), view("/new", "")]).await.unwrap();
    let check = |newsroom: &Newsroom| {
        assert_eq!(
            ["/articles/0", "/articles/7", "/new", "/other"].map(|path| newsroom.views(path)),
            [1, 2, 1, 0]
        );
    };
    check(&newsroom);
    let newsroom = newsroom.kill_and_start();
    check(&newsroom);
    let newsroom = newsroom.stop_and_start();
    check(&newsroom);
    assert!(!newsroom.collector.needs_rebase());

    newsroom.collector.shutdown();
    std::fs::write(newsroom.folder().join("views-1.base"), "garbage").unwrap();
    let newsroom = newsroom.kill_and_start();
    assert!(newsroom.collector.needs_rebase(), "a damaged base is not counted on in silence");
}

fn included(segment: u64) -> Included {
    Included { heard_us: 1, segments: [(2, segment)].into(), changes: [(2, 1)].into() }
}

#[tokio::test]
async fn views_of_other_nodes_and_the_word_on_them_outlive_the_process_together() {
    let newsroom = Newsroom::new();
    // What a new one writes down by itself at its start is written when this is answered.
    newsroom.collector.rebase(Totals::default(), SegmentId(0), Included::default()).await.unwrap();
    newsroom.collector.submit(vec![view("/a", "1")]).await.unwrap();
    assert!(!newsroom.collector.included().is_known());
    newsroom.collector.include(stored("/a", 10), included(5)).unwrap();
    newsroom.collector.flush().await;
    assert_eq!(newsroom.views("/a"), 11, "at once");
    // Nothing was written down yet.
    let newsroom = newsroom.kill_and_start();
    assert_eq!((newsroom.views("/a"), newsroom.collector.included()), (1, Included::default()));
    newsroom.collector.include(stored("/a", 10), included(5)).unwrap();
    let newsroom = newsroom.stop_and_start().kill_and_start();
    assert_eq!((newsroom.views("/a"), newsroom.collector.included()), (11, included(5)));

    let through = newsroom.collector.flush().await.unwrap();
    newsroom.collector.rebase(stored("/a", 101), through, included(9)).await.unwrap();
    let newsroom = newsroom.kill_and_start();
    assert_eq!((newsroom.views("/a"), newsroom.collector.included()), (101, included(9)));
}
