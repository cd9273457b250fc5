//! Whatever is read per article counts one that moved once, in rolled-up hours and in open ones.

use std::collections::BTreeMap;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::UInt64Type;
use arrow::ipc::reader::StreamReader;
use tiraj_model::{Article, ArticleMeta, ArticleOrigin, BatchOrigin, ShareNetwork};
use tiraj_store::{ArticleOrder, ExportFormat, Period, Saying, Selection, Store};
use tiraj_testkit::{TestDatabase, at, share, site, view};

/// The sums of a column by the text of another.
fn sums(bytes: &[u8], key: &str, value: &str) -> BTreeMap<String, u64> {
    let mut sums = BTreeMap::new();
    if bytes.is_empty() {
        return sums;
    }
    for batch in StreamReader::try_new(bytes, None).unwrap().map(Result::unwrap) {
        let keys = texts(&batch, key);
        let values = batch.column_by_name(value).unwrap().as_primitive::<UInt64Type>();
        for (key, value) in keys.into_iter().zip(values.values()) {
            *sums.entry(key).or_default() += value;
        }
    }
    sums
}

fn texts(batch: &RecordBatch, column: &str) -> Vec<String> {
    let column = batch.column_by_name(column).unwrap();
    let column = arrow::compute::cast(column, &arrow::datatypes::DataType::Utf8).unwrap();
    let texts = column.as_string::<i32>();
    (0..texts.len()).map(|row| texts.value(row).to_owned()).collect()
}

fn expect(pairs: &[(&str, u64)]) -> BTreeMap<String, u64> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), *value)).collect()
}

fn article(path: &str, section: &str, moved_from: &[&str]) -> Article {
    let meta = ArticleMeta { section: section.into(), title: "T".into(), ..ArticleMeta::default() };
    let article = Article::new(site().name, path.into(), ArticleOrigin::Cms, meta);
    Article { moved_from: moved_from.iter().map(|path| (*path).into()).collect(), ..article }
}

/// Three views of one article under two addresses by two readers, a share, and a view of another.
async fn fill(store: &Store) {
    let events = [
        view("2026-11-22T20:10:00Z", "/old", 1),
        view("2026-11-22T21:10:00Z", "/new", 1),
        view("2026-11-23T09:30:00Z", "/old", 2),
        share("2026-11-23T09:31:00Z", "/old", 2, ShareNetwork::Telegram),
        view("2026-11-23T09:32:00Z", "/b", 2),
    ];
    let frames = [tiraj_frames::encode_events(&events)];
    for batch in tiraj_loader::split_batches(1, BatchOrigin::Spool, 1, &frames).unwrap() {
        store.insert_events(&batch, 0).await.unwrap();
    }
    let (from, to) = (at("2026-11-22T20:00:00Z"), at("2026-11-23T09:00:00Z"));
    store.recompute_hours("news.example", from, to).await.unwrap();
    store.recompute_days(&site(), from, to, at("2026-11-23T09:40:00Z")).await.unwrap();
    let articles = [article("/old", "SPORT", &[]), article("/b", "WORLD", &[])];
    store.upsert_articles(&site(), &articles, Saying::at(at("2026-11-23T09:00:00Z"))).await.unwrap();
}

#[tokio::test]
async fn every_read_counts_a_moved_article_once() {
    let database = TestDatabase::new().await;
    let store = database.store();
    fill(store).await;
    let now = at("2026-11-23T09:40:00Z");
    let week = Period::new(&site(), at("2026-11-22T20:00:00Z"), at("2026-11-29T20:00:00Z"), now);
    let before = sums(&store.article_days(&week).await.unwrap(), "path", "views");
    assert_eq!(before, expect(&[("/b", 1), ("/new", 1), ("/old", 2)]));

    let saying = Saying::at(at("2026-11-23T09:35:00Z"));
    store.upsert_articles(&site(), &[article("/new", "CULTURE", &["/old"])], saying).await.unwrap();
    let by_path = expect(&[("/b", 1), ("/new", 3)]);
    let by_section = expect(&[("CULTURE", 3), ("WORLD", 1)]);
    assert_eq!(sums(&store.article_days(&week).await.unwrap(), "path", "views"), by_path);
    assert_eq!(sums(&store.section_hours(&week).await.unwrap(), "section", "views"), by_section);
    let leading = store.leading_articles(&week, 10).await.unwrap();
    assert_eq!(sums(&leading, "path", "views"), by_path);
    assert_eq!(sums(&leading, "path", "readers"), expect(&[("/b", 1), ("/new", 2)]));
    assert_eq!(sums(&leading, "path", "shares"), expect(&[("/b", 0), ("/new", 1)]));
    assert_eq!(sums(&store.leading_sections(&week).await.unwrap(), "section", "views"), by_section);
    let readers = store.readers_by_week(&week, at("2026-11-22T20:00:00Z")).await.unwrap();
    let expected = [("", 2), ("/b", 1), ("/new", 2), ("CULTURE", 2), ("WORLD", 1)];
    assert_eq!(sums(&readers, "key", "readers"), expect(&expected));
    let detail = sums(&store.week_detail(&week).await.unwrap(), "key", "views");
    // By hour and by day.
    assert_eq!(detail, expect(&[("", 8), ("/b", 2), ("/new", 6), ("CULTURE", 6), ("WORLD", 2)]));
    let known = store.known_article(&site(), "/old").await.unwrap().unwrap();
    assert_eq!((known.path.as_str(), known.section.as_str()), ("/new", "CULTURE"));
    assert_eq!(store.newest_articles(&site(), 10).await.unwrap().len(), 2);
    let figures = store.article_figures(&week, &Selection::most_viewed(1)).await.unwrap().articles;
    assert_eq!(
        (figures[0].path.as_str(), figures[0].views, figures[0].readers, figures[0].shares),
        ("/new", 3, 2, 1)
    );

    let mut rows = store.export_events(&week, ExportFormat::Ndjson).unwrap();
    let mut bytes = Vec::new();
    while let Some(piece) = rows.next().await.unwrap() {
        bytes.extend_from_slice(&piece);
    }
    let text = String::from_utf8(bytes).unwrap();
    let old = text
        .lines()
        .filter(|line| line.contains("\"path\":\"\\/old\"") || line.contains("\"path\":\"/old\""));
    assert!(
        old.clone().count() == 3 && old.clone().all(|line| line.contains("CULTURE")),
        "events stay as they were: {text}"
    );
}

#[tokio::test]
async fn articles_described_at_once_find_one_story() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let describe = |nth: u32| {
        let next = format!("/{}", nth + 1);
        let meta =
            ArticleMeta { translations: [("ru".into(), next.into())].into(), ..ArticleMeta::default() };
        let article = Article::new(site().name, format!("/{nth}").into(), ArticleOrigin::Import, meta);
        let store = store.clone();
        async move {
            let saying =
                Saying::at(at("2026-11-23T09:00:00Z") + jiff::SignedDuration::from_millis(nth.into()));
            store.upsert_articles(&site(), &[article], saying).await.unwrap();
        }
    };
    let mut all: tokio::task::JoinSet<()> = (0..8).map(describe).collect();
    while let Some(done) = all.join_next().await {
        done.unwrap();
    }
    let named = store.article_file(&site().name, "/8").await.unwrap().unwrap();
    assert!(named.article.is_none() && named.origins.is_empty(), "only others speak of it");
    assert_eq!(store.article_file(&site().name, "/9").await.unwrap(), None);
    let file = store.article_file(&site().name, "/3").await.unwrap().unwrap();
    assert_eq!((file.story.id.as_str(), file.story.members.len()), ("/0", 9));
    assert_eq!(file.story, named.story);
}

#[tokio::test]
async fn what_an_origin_says_again_adds_no_edit() {
    let database = TestDatabase::new().await;
    let store = database.store();
    fill(store).await;
    let same = [article("/b", "WORLD", &[])];
    let at = |second: i64| Saying::at(at("2026-11-23T10:00:00Z") + jiff::SignedDuration::from_secs(second));
    let changes = store.upsert_articles(&site(), &same, at(1)).await.unwrap();
    assert_eq!(changes[0].outcome, tiraj_store::Outcome::Unchanged);
    let other = [article("/b", "SPORT", &[])];
    assert_eq!(store.upsert_articles(&site(), &other, at(2)).await.unwrap()[0].fields, ["section"]);
    let file = store.article_file(&site().name, "/b").await.unwrap().unwrap();
    assert_eq!(file.history.iter().map(|edit| edit.fields.len()).collect::<Vec<_>>(), [2, 1]);
}

/// What a selection lets through: paths in their order, how many there are, and their views.
async fn selected(store: &Store, period: &Period, selection: Selection) -> (Vec<String>, u64, u64) {
    let selected = store.article_figures(period, &selection).await.unwrap();
    (selected.articles.into_iter().map(|article| article.path).collect(), selected.found, selected.views)
}

#[tokio::test]
async fn articles_are_filtered_sorted_and_paged() {
    let database = TestDatabase::new().await;
    let store = database.store();
    fill(store).await;
    let now = at("2026-11-23T09:40:00Z");
    let week = Period::new(&site(), at("2026-11-22T20:00:00Z"), at("2026-11-29T20:00:00Z"), now);
    let most = Selection::most_viewed(10);
    let paths = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>();
    assert_eq!(selected(store, &week, most.clone()).await, (paths(&["/old", "/b", "/new"]), 3, 4));

    let sport = Selection { section: "SPORT".into(), ..most.clone() };
    assert_eq!(selected(store, &week, sport).await, (paths(&["/old"]), 1, 2));
    let named = Selection { text: "NEW".into(), ..most.clone() };
    assert_eq!(selected(store, &week, named).await, (paths(&["/new"]), 1, 1));
    let nothing = Selection { tag: "x' OR 1 = 1 --".into(), ..most.clone() };
    assert_eq!(selected(store, &week, nothing).await, (paths(&[]), 0, 0));

    let shared = Selection { order: ArticleOrder::ShareRate, ..most.clone() };
    assert_eq!(selected(store, &week, shared).await.0[0], "/old");
    let least = Selection { ascending: true, ..most.clone() };
    assert_eq!(selected(store, &week, least).await.0, paths(&["/b", "/new", "/old"]));
    for order in ArticleOrder::ALL {
        assert_eq!(selected(store, &week, Selection { order, ..most.clone() }).await.1, 3, "{order:?}");
    }
    let second = Selection { limit: 1, offset: 1, ..most };
    assert_eq!(selected(store, &week, second).await, (paths(&["/b"]), 3, 4));
}

#[tokio::test]
async fn views_by_each_age_count_from_the_hour_of_publication() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let moments =
        ["2026-11-20T07:59:00Z", "2026-11-20T08:30:00Z", "2026-11-20T09:10:00Z", "2026-11-21T08:00:00Z"];
    let events: Vec<_> = (1..).zip(moments).map(|(reader, moment)| view(moment, "/a", reader)).collect();
    let frames = [tiraj_frames::encode_events(&events)];
    for batch in tiraj_loader::split_batches(1, BatchOrigin::Spool, 1, &frames).unwrap() {
        store.insert_events(&batch, 0).await.unwrap();
    }
    let now = at("2026-11-23T09:40:00Z");
    store
        .recompute_hours("news.example", at("2026-11-20T00:00:00Z"), at("2026-11-23T09:00:00Z"))
        .await
        .unwrap();
    let meta = ArticleMeta { published_at: Some(at("2026-11-20T08:20:00Z")), ..ArticleMeta::default() };
    let article = Article::new(site().name, "/a".into(), ArticleOrigin::Cms, meta);
    store.upsert_articles(&site(), &[article], Saying::at(now)).await.unwrap();
    let weeks = Period::new(&site(), at("2026-11-01T00:00:00Z"), now, now);
    let ages = store.article_ages(&weeks).await.unwrap();
    let counted = ["h1", "h2", "h24", "h48"].map(|age| sums(&ages, "path", age)["/a"]);
    // What was read before it came out is of no age.
    assert_eq!(counted, [1, 2, 2, 3]);
}
