//! Events survive the way through frames.

use arrow::array::AsArray;
use tiraj_model::{ArticleMeta, Description, Event, EventId, EventKind, ShareNetwork, Verdict};

use crate::{EventColumns, encode_batch, encode_events, preamble, read_frames, write_stream};

fn event(path: &str) -> Event {
    Event::view("news.example".parse().unwrap(), "2026-11-23T10:00:00.123Z".parse().unwrap(), path)
}

fn frame(events: &[Event]) -> Vec<u8> {
    encode_batch(&encode_events(events)).unwrap()
}

#[test]
fn every_column_comes_back_through_preamble_and_frames() {
    let mut share = event("/şuşa");
    share.kind = EventKind::Share;
    share.network = Some(ShareNetwork::Telegram);
    share.id = Some(EventId::new(&share.site, b"1"));
    share.props = vec![("author".into(), "Ələkbərov".into()), ("plan".into(), String::new().into())];
    let meta = ArticleMeta { title: "Şuşa".into(), ..ArticleMeta::default() };
    share.article = Some(std::sync::Arc::new(Description::new(meta)));
    let frames = [frame(&[event("/a"), share.clone()]), frame(&[event("/b")])];

    let batches = read_frames(&preamble(), frames.iter().map(Vec::as_slice)).unwrap();
    assert_eq!(batches.iter().map(arrow::array::RecordBatch::num_rows).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(batches[0], encode_events(&[event("/a"), share.clone()]));

    let columns = EventColumns::new(&batches[0]).unwrap();
    assert_eq!((columns.site(1), columns.path(1)), ("news.example", "/şuşa"));
    assert_eq!(columns.time_ms(1), share.time.as_millisecond());
    assert_eq!((columns.id(0), columns.id(1)), (0, share.id.unwrap().get()));
    assert_eq!(columns.article(1), r#"{"title":"Şuşa"}"#);
    assert_eq!(batches[0].column_by_name("network").unwrap().as_string::<i32>().value(1), "telegram");
}

#[test]
fn frames_count_what_events_count() {
    let mut bot = event("/a");
    bot.verdict = Verdict::Bot(tiraj_model::BotReason::Declared);
    let mut share = event("/a");
    share.kind = EventKind::Share;
    let events = [event("/a"), bot, share];
    let batch = encode_events(&events);
    let columns = EventColumns::new(&batch).unwrap();
    for (row, event) in events.iter().enumerate() {
        assert_eq!(columns.counts_as_view(row), event.counts_as_view());
    }
}

#[test]
fn a_broken_frame_is_an_error_and_no_panic() {
    let good = frame(&[event("/a")]);
    for cut in [0, 1, 8, good.len() / 2] {
        let outcome = read_frames(&preamble(), [&good[..cut]]);
        assert!(cut == 0 || outcome.is_err() || outcome.unwrap().is_empty(), "cut at {cut}");
    }
    assert!(read_frames(b"not arrow", [good.as_slice()]).is_err());
}

#[test]
fn a_written_stream_is_whole() {
    let batches = [encode_events(&[event("/a")]), encode_events(&[event("/b"), event("/c")])];
    let stream = write_stream(&batches).unwrap().unwrap();
    let rows: usize = arrow::ipc::reader::StreamReader::try_new(stream.as_slice(), None)
        .unwrap()
        .map(|batch| batch.unwrap().num_rows())
        .sum();
    assert_eq!(rows, 3);
    assert_eq!(write_stream(&[]).unwrap(), None);
}

#[test]
fn a_batch_of_another_layout_is_refused() {
    let narrow = encode_events(&[event("/a")]).project(&[0]).unwrap();
    assert!(encode_batch(&narrow).is_err());
}
