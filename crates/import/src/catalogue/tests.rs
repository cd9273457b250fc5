//! Catalogues as content systems export them.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use tiraj_model::DropReason;

use super::*;

fn site(name: &str) -> Site {
    Site::new(name.parse().unwrap(), "Asia/Baku").unwrap()
}

fn read(catalogue: &str, columns: &Columns) -> (Vec<Article>, Tally) {
    let mut reader = CatalogueReader::new(catalogue.as_bytes(), site("news.example"), columns).unwrap();
    let articles = reader.by_ref().collect::<Result<_, _>>().unwrap();
    (articles, reader.tally().clone())
}

#[test]
fn usual_columns_are_found_in_any_order_and_case() {
    let (articles, _) = read(
        "\u{feff}Category,Timestamp,Title,URL,Views,Author\n\
         Siyasət,2026-11-17 19:36:00,\"Rəy: \"\"bəli\"\"\",https://www.news.example/az/a/?x=1,3,A. Quliyev; L. Əliyeva\n",
        &Columns::default(),
    );
    let article = &articles[0];
    assert_eq!((article.path.as_str(), article.origin), ("/az/a", ArticleOrigin::Import));
    assert_eq!((article.meta.title.as_str(), article.meta.section.as_str()), ("Rəy: \"bəli\"", "Siyasət"));
    assert_eq!(article.meta.authors, ["A. Quliyev", "L. Əliyeva"]);
    assert_eq!(article.meta.published_at.unwrap().to_string(), "2026-11-17T15:36:00Z");
}

#[test]
fn the_operator_may_name_columns_and_the_separator_is_found() {
    let columns = Columns::default().map("section=Rubrika").unwrap().map("published_at = tarix").unwrap();
    let (articles, _) = read("path;rubrika;section;tarix\n/a;IDMAN;x;2026-11-17T10:00:00+04:00\n", &columns);
    assert_eq!((articles[0].path.as_str(), articles[0].meta.section.as_str()), ("/a", "IDMAN"));
    assert_eq!(articles[0].meta.published_at.unwrap().to_string(), "2026-11-17T06:00:00Z");
    assert_eq!(read("path\ttitle\n/a\tb\n", &Columns::default()).0[0].meta.title, "b");
}

#[test]
fn addresses_that_a_row_names_besides_are_taken() {
    let (articles, tally) = read(
        "url,moved_from,canonical,words,lastmod\n\
         /new,/old https://www.news.example/older/,,523,2026-11-17T10:00:00Z\n\
         /amp/new,,https://news.example/new,0,\n\
         /b,https://other.example/b,,,\n\
         /c,,,many,\n",
        &Columns::default(),
    );
    assert_eq!(articles[0].moved_from, ["/old", "/older"]);
    assert_eq!(articles[0].meta.word_count, Some(523));
    assert_eq!(articles[0].meta.updated_at.unwrap().to_string(), "2026-11-17T10:00:00Z");
    assert_eq!((articles[1].meta.canonical.as_str(), articles[1].meta.word_count), ("/new", None));
    assert_eq!((articles.len(), tally.dropped.len()), (2, 2));
}

#[test]
fn rows_that_name_no_article_of_the_site_are_counted_by_reason() {
    let (articles, tally) = read(
        "url,date\n,2026-11-17\nnot a url,\nhttps://other.example/a,\n/a,yesterday\n/b\n/c,2026-11-17\n//x/y,\n",
        &Columns::default(),
    );
    assert_eq!(articles.iter().map(|a| a.path.as_str()).collect::<Vec<_>>(), ["/b", "/c"]);
    assert_eq!((tally.lines, tally.accepted), (7, 2));
    let dropped: Vec<_> = tally.dropped.into_iter().collect();
    let expect = [
        (DropReason::Malformed, 1),
        (DropReason::MissingField, 1),
        (DropReason::BadUrl, 2),
        (DropReason::Hostname, 1),
    ];
    assert_eq!(dropped, expect);
}

#[test]
fn columns_that_are_not_there_are_told_with_those_that_are() {
    let error = |catalogue: &str, columns: &Columns| {
        CatalogueReader::new(catalogue.as_bytes(), site("news.example"), columns).unwrap_err().to_string()
    };
    let expect = "the catalogue has no column `rubrika` for `section`; its columns are: url, title";
    assert_eq!(error("url,title\n", &Columns::default().map("section=rubrika").unwrap()), expect);
    assert!(error("", &Columns::default()).starts_with("the catalogue has no column `url` or `link`"));
    for mapping in ["section", "colour=x", ""] {
        assert!(Columns::default().map(mapping).is_err(), "{mapping}");
    }
}

#[test]
fn bytes_that_are_not_utf8_do_not_stop_a_catalogue() {
    let catalogue = b"url,title\n/a,caf\xE9\n/b,ok\n";
    let reader = CatalogueReader::new(&catalogue[..], site("news.example"), &Columns::default()).unwrap();
    let titles: Vec<_> = reader.map(|article| article.unwrap().meta.title).collect();
    assert_eq!(titles, ["caf\u{FFFD}", "ok"]);
}

/// Reads a real catalogue with articles that all pass a test; `None` where it is absent.
fn read_real(file: &str, site_name: &str, test: impl Fn(&tiraj_model::ArticleMeta) -> bool) -> Option<Tally> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/news").join(file);
    let Ok(opened) = File::open(&path) else {
        eprintln!("NOT RUN: {} is absent, so no real catalogue was read", path.display());
        return None;
    };
    let mut reader =
        CatalogueReader::new(BufReader::new(opened), site(site_name), &Columns::default()).unwrap();
    assert!(reader.by_ref().all(|article| test(&article.unwrap().meta)), "{file}");
    Some(reader.tally().clone())
}

#[test]
fn real_catalogues_are_read_whole() {
    let told = read_real("oxu_az_articles_2025-10-29_11-28.csv", "oxu.az", |meta| {
        !meta.title.is_empty() && !meta.section.is_empty() && meta.published_at.is_some()
    });
    let whole = |lines| Tally { lines, accepted: lines, ..Tally::default() };
    assert!(told.is_none_or(|tally| tally == whole(2_040)));
    let file = "hotnewhiphop_all_articles_first_week.csv";
    let told = read_real(file, "hotnewhiphop.com", |meta| meta.published_at.is_some());
    assert!(told.is_none_or(|tally| tally == whole(992)));
}
