//! What the loader writes into the ledger.

use tiraj_model::{DropReason, Event, Minute, Tally};
use tiraj_spool::Writer;
use tiraj_store::{LedgerMinute, Store};
use tiraj_testkit::{ManualClock, TestDatabase};

use super::{frame, loader, open_spool, run_through, three};

/// A frame of events and its tally: all received at 10:45, and three refusals of strangers.
fn received(events: &[Event]) -> [Vec<u8>; 2] {
    let minute = Minute::of("2026-11-22T10:45:30Z".parse().unwrap());
    let mut tally = Tally::default();
    tally.entry("news.example", minute).accepted = events.len() as u64;
    tally.entry("", minute).dropped.insert(DropReason::UnknownSite, 3);
    [frame(events), tiraj_frames::encode_tally(&tally)]
}

fn append_received(writer: &mut Writer, events: &[Event]) {
    let [frame, tally] = received(events);
    writer.append_together(&[&frame, &tally]).unwrap();
}

/// The ledger of the day as lines: site, minute, accepted, dropped, stored, dead, lost.
async fn ledger(store: &Store) -> Vec<String> {
    let day = ("2026-11-22T00:00:00Z".parse().unwrap(), "2026-11-23T00:00:00Z".parse().unwrap());
    let minutes = store.ledger_minutes(day, 1, u64::MAX).await.unwrap();
    let line = |row: &LedgerMinute| {
        let dropped: u64 = row.dropped.iter().map(|(_, count)| count).sum();
        let minute = row.minute / 60 % (24 * 60);
        format!(
            "{} {:02}:{:02} accepted {} dropped {dropped} stored {} dead {} lost {}",
            row.site,
            minute / 60,
            minute % 60,
            row.accepted,
            row.stored,
            row.dead,
            row.lost
        )
    };
    minutes.iter().map(line).collect()
}

#[tokio::test]
async fn the_ledger_knows_what_became_of_a_segment_and_is_written_twice_without_harm() {
    let database = TestDatabase::new().await;
    let folder = tempfile::tempdir().unwrap();
    let clock = ManualClock::at("2026-11-22T12:00:00Z");
    let (mut writer, log) = open_spool(folder.path(), tiraj_frames::preamble());
    append_received(&mut writer, &three());
    append_received(&mut writer, &three()[..1]);
    let last = writer.seal().unwrap();
    let segment = folder.path().join(format!("{:020}.segment", last.0));
    let mut bytes = std::fs::read(&segment).unwrap();
    let header = bytes.len() - [received(&three()), received(&three()[..1])].concat().concat().len() - 4 * 12;
    bytes[header + 100] ^= 1;
    std::fs::write(&segment, &bytes).unwrap();
    let copy = tempfile::tempdir().unwrap();
    std::fs::copy(&segment, copy.path().join("segment")).unwrap();
    run_through(&loader(database.store(), &log, &clock, &folder.path().join("dead")), last).await;
    let expected = [
        " 10:45 accepted 0 dropped 6 stored 0 dead 0 lost 0",
        "news.example 10:45 accepted 4 dropped 0 stored 1 dead 0 lost 3",
    ];
    assert_eq!(ledger(database.store()).await, expected);

    // The process had died before it could acknowledge.
    drop((writer, log));
    std::fs::copy(copy.path().join("segment"), &segment).unwrap();
    let (_writer, log) = open_spool(folder.path(), tiraj_frames::preamble());
    run_through(&loader(database.store(), &log, &clock, &folder.path().join("dead")), last).await;
    assert_eq!(ledger(database.store()).await, expected);
}

#[tokio::test]
async fn bulk_loads_are_received_when_they_are_loaded() {
    let database = TestDatabase::new().await;
    let folder = tempfile::tempdir().unwrap();
    let (_writer, log) = open_spool(folder.path(), tiraj_frames::preamble());
    let clock = ManualClock::at("2026-11-22T12:34:56Z");
    let loader = loader(database.store(), &log, &clock, &folder.path().join("dead"));
    for _ in 0..2 {
        loader.load_bulk(&[tiraj_frames::encode_events(&three())]).await.unwrap();
    }
    assert_eq!(
        ledger(database.store()).await,
        ["news.example 12:34 accepted 6 dropped 0 stored 6 dead 0 lost 0"]
    );
}
