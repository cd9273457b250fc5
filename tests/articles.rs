//! The registry of articles: who is believed, where an article counts, and what it tells with its translations.

mod importing;
mod reads;
mod real_catalogue;

use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Server, run, run_json};

const SITE: &str = "/api/v1/articles?site=news.example";

/// A schema by its path below `schemas/`.
#[track_caller]
fn check(schema: &str, answer: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas").join(schema);
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let schema = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    if let Err(error) = schema.validate(answer) {
        panic!("{error}\n{answer:#}");
    }
}

fn token(data: &Path, scope: &str) -> String {
    let arguments = ["token", "create", "--name", scope, "--site", "news.example", "--scope", scope];
    run(data, &arguments).trim().to_owned()
}

fn view(path: &str, article: &Value) -> Value {
    json!({"site": "news.example", "type": "view", "url": format!("https://news.example{path}"), "article": article})
}

/// Sends events and waits until they are stored.
fn send(server: &Server, data: &Path, events: &Value) {
    assert_eq!(server.send(events).json()["accepted"], events.as_array().unwrap().len());
    // Any command that reads the store waits for what was acknowledged.
    run(data, &["export", "articles", "--site", "news.example", "--format", "ndjson", "--out", "-"]);
}

/// Today's figures.
fn figures(server: &Server, what: &str) -> Value {
    let answer = server.look(&format!("/api/v1/stats/{what}?site=news.example"));
    assert_eq!(answer.status, 200, "{}", answer.body);
    check(&format!("stats/{what}.schema.json"), &answer.json());
    answer.json()[what].clone()
}

fn file(server: &Server, path: &str) -> Value {
    let answer = server.look(&format!("{SITE}&path={path}"));
    assert_eq!(answer.status, 200, "{}", answer.body);
    check("articles/article_file.schema.json", &answer.json());
    answer.json()
}

/// The rows of a list, each as its values of these names.
fn columns(rows: &Value, names: &[&str]) -> Vec<String> {
    let show = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let row = |row: &Value| names.iter().map(|name| show(&row[*name])).collect::<Vec<_>>().join(" ");
    rows.as_array().unwrap().iter().map(row).collect()
}

#[test]
fn the_cms_is_believed_before_an_import_and_an_import_before_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::serve(&data);
    let page = json!({"title": "By the page", "section": "POLITICS", "authors": ["P"], "word_count": 500});
    send(&server, &data, &json!([view("/a", &page)]));
    let shown = |server: &Server| {
        let article = &figures(server, "articles")[0];
        let text = |name: &str| article[name].as_str().unwrap().to_owned();
        (text("title"), text("section"), article["authors"][0].clone(), article["word_count"].clone())
    };
    let (by_page, words) = ("By the page".to_owned(), json!(500));
    assert_eq!(shown(&server), (by_page.clone(), "POLITICS".to_owned(), json!("P"), words.clone()));

    let catalogue = folder.path().join("catalogue.csv");
    std::fs::write(&catalogue, "url,section,author\n/a,SPORT,I\n").unwrap();
    run(&data, &["import", "articles", "--site", "news.example", catalogue.to_str().unwrap()]);
    assert_eq!(shown(&server), (by_page.clone(), "SPORT".to_owned(), json!("I"), words.clone()));

    let cms = token(&data, "articles");
    let answer = server.put(SITE, Some(&cms), &json!({"path": "/a", "section": "INTERVIEWS"}));
    assert_eq!(answer.status, 200, "{}", answer.body);
    check("articles/answer.schema.json", &answer.json());
    assert_eq!(shown(&server), (by_page.clone(), "INTERVIEWS".to_owned(), json!("I"), words.clone()));
    // What is taken back is again what the next one says.
    server.put(SITE, Some(&cms), &json!({"path": "/a", "authors": ["C"]}));
    assert_eq!(shown(&server), (by_page, "SPORT".to_owned(), json!("C"), words));
}

#[test]
fn every_saying_is_in_the_history_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::serve(&data);
    let cms = token(&data, "articles");
    let put = |body: Value| server.put(SITE, Some(&cms), &body).json();
    let first = json!({"path": "/a", "title": "A", "section": "POLITICS"});
    assert_eq!(put(first.clone())["results"][0]["outcome"], "created");
    assert_eq!(
        put(first.clone())["results"][0],
        json!({"index": 0, "path": "/a", "outcome": "unchanged", "fields": []})
    );
    let second = json!({"url": "https://news.example/a/", "title": "A", "section": "SPORT", "lang": "az"});
    let changed = put(second);
    assert_eq!(
        (&changed["changed"], &changed["results"][0]["fields"]),
        (&json!(1), &json!(["lang", "section"]))
    );
    // The page says the same to each reader, and a restarted loader hears it again.
    let page = view("/a", &json!({"title": "By the page"}));
    send(&server, &data, &json!([page, page]));
    server.stop();
    let server = Server::serve(&data);
    send(&server, &data, &json!([page]));
    server.put(SITE, Some(&cms), &first);

    let told = file(&server, "/a");
    let edits: Vec<_> = told["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edit| (edit["origin"].as_str().unwrap(), edit["by"].as_str().unwrap(), edit["fields"].clone()))
        .collect();
    let expected = [
        ("cms", "articles", json!(["section", "title"])),
        ("cms", "articles", json!(["lang", "section"])),
        ("page", "", json!(["title"])),
        ("cms", "articles", json!(["lang", "section"])),
    ];
    assert_eq!(edits, expected);
    assert_eq!((&told["article"]["title"], &told["article"]["section"]), (&json!("A"), &json!("POLITICS")));
    let arguments = ["articles", "history", "--site", "news.example", "--path", "/a/"];
    let lines = run(&data, &arguments);
    assert_eq!(lines.lines().count(), 4);
    assert!(lines.contains("\tcms\tarticles\t/a\tlang=\"az\" section=\"SPORT\"\n"), "{lines}");
    assert_eq!(run_json(&data, &[&arguments[..], &["--json"]].concat()), told);
}

#[test]
fn a_moved_article_is_one_and_its_translations_are_one_story() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::serve(&data);
    let cms = token(&data, "articles");
    send(
        &server,
        &data,
        &json!([
            view("/az/old", &json!({"title": "Köhnə", "lang": "az"})),
            view("/az/old", &json!(null)),
            view("/az/a", &json!({"title": "Yeni", "lang": "az"})),
            view(
                "/ru/a",
                &json!({"title": "Новое", "lang": "ru", "translations": {"az": "https://www.news.example/az/old"}})
            ),
            view("/amp/ru/a", &json!({"title": "Новое", "canonical": "https://news.example/ru/a"})),
            view("/b", &json!({"title": "B"})),
        ]),
    );
    let moved = json!([
        {"path": "/az/a", "section": "CULTURE", "published_at": "2026-11-23T10:00:00+04:00", "moved_from": ["/az/older"]},
        {"path": "/az/older", "moved_from": ["/az/old"]},
    ]);
    assert_eq!(server.put(SITE, Some(&cms), &moved).status, 200);

    let articles = figures(&server, "articles");
    let told = columns(&articles, &["path", "views", "story", "section"]);
    assert_eq!(told, ["/az/a 3 /az/a CULTURE", "/ru/a 2 /az/a ", "/b 1 /b "]);
    let stories = figures(&server, "stories");
    assert_eq!(columns(&stories, &["story", "views", "readers"]), ["/az/a 5 1", "/b 1 1"]);
    assert_eq!(columns(&stories[0]["members"], &["lang", "path", "views"]), ["az /az/a 3", "ru /ru/a 2"]);
    assert_eq!(columns(&stories[1]["members"], &["path"]), ["/b"]);

    let told = file(&server, "/az/old");
    assert_eq!(told["path"], "/az/a");
    assert_eq!(columns(&told["aliases"], &["path", "origin"]), ["/az/old null", "/az/older cms"]);
    assert_eq!(columns(&told["story"]["members"], &["path", "title"]), ["/az/a Yeni", "/ru/a Новое"]);
    // The public counter counts addresses, as it must without a database.
    assert_eq!((server.views("/az/old"), server.views("/az/a")), (2, 1));

    // The article stands at its former address again.
    server.put(
        SITE,
        Some(&cms),
        &json!({"path": "/az/older", "canonical": "/az/older", "moved_from": ["/az/a"]}),
    );
    assert_eq!(figures(&server, "articles")[0]["path"], "/az/older");
}

#[test]
fn what_the_cms_may_not_say_is_refused_whole() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::serve(&data);
    run(&data, &["site", "add", "other.example"]);
    let (cms, events) = (token(&data, "articles"), token(&data, "events"));
    let good = json!({"path": "/a", "title": "A"});
    let many: Vec<Value> = (0..1_001).map(|nth| json!({"path": format!("/{nth}")})).collect();
    for (path, token, body, status, code) in [
        (SITE, None, &good, 401, "unauthorized"),
        (SITE, Some("trj_x"), &good, 401, "unauthorized"),
        (SITE, Some(&*events), &good, 403, "forbidden"),
        ("/api/v1/articles?site=other.example", Some(&*cms), &good, 403, "forbidden"),
        ("/api/v1/articles?site=third.example", Some(&*cms), &good, 404, "unknown_site"),
        (SITE, Some(&*cms), &json!(many), 400, "too_many"),
        (
            SITE,
            Some(&*cms),
            &json!([good, {"path": "/b", "title": 5}, {"path": "/a"}, 7]),
            422,
            "invalid_articles",
        ),
        (SITE, Some(&*cms), &json!("x".repeat(5 << 20)), 413, "payload_too_large"),
    ] {
        let answer = server.put(path, token, body);
        let told = answer.json();
        assert_eq!((answer.status, told["error"]["code"].as_str()), (status, Some(code)), "{told}");
        check("articles/refusal.schema.json", &told);
        if code == "invalid_articles" {
            let places: Vec<_> = told["error"]["details"]
                .as_array()
                .unwrap()
                .iter()
                .map(|fault| (fault["index"].as_u64().unwrap(), fault["field"].as_str().unwrap()))
                .collect();
            assert_eq!(places, [(1, "title"), (2, "path"), (3, "")]);
        }
    }
    assert_eq!(server.look(&format!("{SITE}&path=/a")).status, 404, "nothing of a refused request is stored");
    assert_eq!(server.look(SITE).status, 400);
    let thousand = json!(many[..1_000]);
    let answer = server.put(SITE, Some(&cms), &thousand).json();
    assert_eq!((&answer["created"], answer["results"].as_array().unwrap().len()), (&json!(1_000), 1_000));
}
