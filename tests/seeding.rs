//! Counters that begin where a former one ended.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Server, run, run_json};

fn import(data: &Path, content: &str) -> Value {
    let file = data.with_extension("csv");
    std::fs::write(&file, content).unwrap();
    run_json(data, &["import", "views", "--site", "news.example", "--json", file.to_str().unwrap()])
}

fn view(server: &Server, path: &str, count: u64) {
    for _ in 0..count {
        let event =
            json!([{"site": "news.example", "type": "view", "url": format!("https://news.example{path}")}]);
        assert_eq!(server.send(&event).status, 202);
    }
}

#[test]
fn a_seeded_counter_goes_on_from_there_over_kills_and_lost_snapshots() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::serve(&data);
    view(&server, "/a", 2);
    let done = import(&data, "url,views\nhttps://news.example/a,100\n/b/,\"1,250\"\n/b,1251\n/c,many\n");
    assert_eq!((done["accepted"].as_u64(), done["pages"].as_u64()), (Some(3), Some(2)), "{done}");
    assert_eq!((done["repeats"].as_u64(), done["refused"][0]["line"].as_u64()), (Some(1), Some(5)), "{done}");
    assert_eq!((server.views("/a"), server.views("/b")), (102, 1_251), "at once");
    view(&server, "/a", 3);
    assert_eq!(server.views("/a"), 105);
    server.kill();

    let server = Server::serve(&data);
    assert_eq!((server.views("/a"), server.views("/b")), (105, 1_251), "after a kill");
    view(&server, "/a", 1);
    server.stop();
    std::fs::remove_dir_all(data.join("collector")).unwrap();
    let server = Server::serve(&data);
    let rebuilt = (0..200).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        (server.views("/a"), server.views("/b")) == (106, 1_251)
    });
    assert!(rebuilt, "counters: /a {}, /b {}", server.views("/a"), server.views("/b"));
    let page = server.look("/?site=news.example");
    assert!(!page.body.contains("1,251") && !page.body.contains("1251"), "editors count what was read here");
    server.stop();
}

#[test]
fn a_kill_right_after_the_import_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::serve(&data);
    view(&server, "/a", 1);
    import(&data, "path,views\n/a,10\n");
    server.kill();
    let server = Server::serve(&data);
    assert_eq!(server.views("/a"), 11);
}

#[test]
fn importing_again_replaces_and_other_pages_stay() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    run(&data, &["site", "add", "news.example"]);
    import(&data, "path;views\n/a;10\n/b;20\n");
    import(&data, "path;views\n/a;15\n");
    let server = Server::serve(&data);
    assert_eq!((server.views("/a"), server.views("/b")), (15, 20));
    view(&server, "/b", 1);
    import(&data, "path;views\n/b;30\n");
    assert_eq!((server.views("/a"), server.views("/b")), (15, 31));
    server.stop();
}
