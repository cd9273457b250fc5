//! The catalogue of a real news site: imported, read, corrected.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::support::{Server, run, run_json};

/// The catalogues that lie beside the checkout on the machines that have them.
fn catalogue() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/news/oxu_az_articles_2025-10-29_11-28.csv");
    if !path.is_file() {
        eprintln!("NOT RUN: the real catalogue is absent; it is looked for at {}", path.display());
        return None;
    }
    Some(path)
}

/// Today's views by section.
fn sections(server: &Server) -> std::collections::BTreeMap<String, u64> {
    let answer = server.look("/api/v1/stats/articles?site=oxu.az&limit=1000").json();
    let mut views = std::collections::BTreeMap::new();
    for article in answer["articles"].as_array().unwrap() {
        *views.entry(article["section"].as_str().unwrap().to_owned()).or_default() +=
            article["views"].as_u64().unwrap();
    }
    views
}

#[test]
fn a_corrected_section_of_a_real_catalogue_moves_its_past() {
    let Some(catalogue) = catalogue() else { return };
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::start(&data, &["serve", "--site", "oxu.az"]);
    let import = || {
        let arguments = ["import", "articles", "--site", "oxu.az", "--json", catalogue.to_str().unwrap()];
        run_json(&data, &arguments)["files"][0].clone()
    };
    assert_eq!(import()["created"], 2_040);
    let again = import();
    assert_eq!(
        (&again["unchanged"], &again["created"], &again["changed"]),
        (&json!(2_040), &json!(0), &json!(0))
    );

    let rows = run(&data, &["export", "articles", "--site", "oxu.az", "--format", "ndjson", "--out", "-"]);
    let articles: Vec<Value> = rows.lines().map(|row| serde_json::from_str(row).unwrap()).collect();
    assert_eq!(articles.len(), 2_040);
    let of = |section: &str| -> Vec<String> {
        let found = articles.iter().filter(|article| article["section"] == section);
        found.map(|article| article["path"].as_str().unwrap().to_owned()).take(10).collect()
    };
    let (sport, world) = (of("İdman"), of("Dünya"));
    let view =
        |path: &String| json!({"site": "oxu.az", "type": "view", "url": format!("https://oxu.az{path}")});
    let views: Vec<Value> = sport.iter().chain(&sport).chain(&world).map(view).collect();
    assert_eq!(server.send(&json!(views)).json()["accepted"], 30);
    run(&data, &["export", "articles", "--site", "oxu.az", "--format", "ndjson", "--out", "-"]);
    assert_eq!(sections(&server), [("Dünya".to_owned(), 10), ("İdman".to_owned(), 20)].into());

    let token = run(&data, &["token", "create", "--name", "cms", "--scope", "articles"]);
    let corrected: Vec<Value> =
        sport.iter().take(4).map(|path| json!({"path": path, "section": "Dünya"})).collect();
    let answer = server.put("/api/v1/articles?site=oxu.az", Some(token.trim()), &json!(corrected));
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(sections(&server), [("Dünya".to_owned(), 18), ("İdman".to_owned(), 12)].into());
    // The import does not win it back, whenever it comes.
    assert_eq!(import()["unchanged"], 2_040);
    assert_eq!(sections(&server)["Dünya"], 18);
}
