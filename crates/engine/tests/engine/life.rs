//! Opening, locking, closing, and libraries that are none.

use std::fs;
use std::io::{BufRead, BufReader, Lines, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use tiraj_engine::{Engine, EngineError, Library};

use crate::fixture::{alone, client, code, library, options};
use crate::streams::wait_for_start;

fn open(folder: &Path) -> Result<Engine, EngineError> {
    Engine::open(library(), folder, &options())
}

#[tokio::test]
async fn data_outlives_the_engine() {
    alone(|| async {
        let (one, two) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let engine = open(one.path()).expect("opens");
        assert!(engine.version().starts_with("26."), "{}", engine.version());
        let sql = "CREATE TABLE t ENGINE = MergeTree ORDER BY a AS SELECT number AS a FROM numbers(5)";
        client(&engine).query(sql).execute().await.expect("creates");
        engine.shutdown().await;
        let other = open(two.path()).expect("another folder opens");
        assert_eq!(code(client(&other).query("SELECT * FROM t").execute().await), 60);
        other.shutdown().await;
        let again = open(one.path()).expect("the first opens again");
        let count = client(&again).query("SELECT count() FROM t").fetch_one::<u64>().await;
        assert_eq!(count.expect("counts"), 5);
        again.shutdown().await;
    })
    .await;
}

#[tokio::test]
async fn a_dropped_engine_is_closed() {
    alone(|| async {
        let folder = tempfile::tempdir().expect("a folder");
        drop(open(folder.path()).expect("opens"));
        drop(open(folder.path()).expect("opens again"));
    })
    .await;
}

#[tokio::test]
async fn one_folder_at_a_time_in_a_process() {
    alone(|| async {
        let (one, two) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let engine = open(one.path()).expect("opens");
        for folder in [&one, &two] {
            let error = open(folder.path()).expect_err("is refused");
            assert!(matches!(&error, EngineError::AlreadyOpen { path } if path == one.path()), "{error}");
        }
        engine.shutdown().await;
    })
    .await;
}

#[tokio::test]
async fn a_closed_engine_answers_so() {
    alone(|| async {
        let folder = tempfile::tempdir().expect("a folder");
        let engine = open(folder.path()).expect("opens");
        let (client, slow) = (client(&engine), client(&engine));
        let sql = "SELECT count() FROM numbers(1000000000000) WHERE sipHash64(number) = 1";
        let running = tokio::spawn(async move { slow.query(sql).execute().await });
        wait_for_start(&client, "sipHash64").await;
        engine.shutdown().await;
        running.await.expect("no panic").expect_err("the running query was cancelled");
        assert_eq!(code(client.query("SELECT 1").execute().await), 236);
        engine.shutdown().await;
    })
    .await;
}

/// Not a test by itself: opens the folder that the environment names and holds it until stdin closes.
#[tokio::test]
#[ignore = "run by another test, in a process of its own"]
async fn holds_a_folder() {
    let folder = std::env::var_os("TIRAJ_TEST_FOLDER").expect("named by the other test");
    let engine = open(Path::new(&folder)).expect("opens");
    println!("\nopen");
    std::io::stdin().read_to_end(&mut Vec::new()).expect("reads");
    engine.shutdown().await;
}

/// A process that holds a folder. Its output is kept open, or it would fail to write its last words.
struct Holder {
    process: Child,
    _output: Lines<BufReader<ChildStdout>>,
}

fn spawn_holder(folder: &Path) -> Holder {
    let program = std::env::current_exe().expect("this one");
    let mut process = Command::new(program)
        .args(["--exact", "life::holds_a_folder", "--ignored", "--nocapture"])
        .env("TIRAJ_TEST_FOLDER", folder)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut output = BufReader::new(process.stdout.take().expect("piped")).lines();
    let opened = output.any(|line| line.expect("text") == "open");
    assert!(opened, "the other process did not open the folder");
    Holder { process, _output: output }
}

#[tokio::test]
async fn a_folder_of_another_process_is_refused_in_plain_words() {
    alone(|| async {
        let folder = tempfile::tempdir().expect("a folder");
        let mut holder = spawn_holder(folder.path());
        let error = open(folder.path()).expect_err("is refused");
        drop(holder.process.stdin.take());
        assert!(holder.process.wait().expect("ends").success(), "the other process closes cleanly");
        let expected = format!("is in use by process {}: stop it", holder.process.id());
        assert!(error.to_string().contains(&expected), "{error}");
        drop(open(folder.path()).expect("is free now"));
    })
    .await;
}

/// libchdb would read such a file in the working directory, which the holder's is.
#[tokio::test]
async fn configuration_that_lies_about_is_not_read() {
    alone(|| async {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("config.xml"), "not XML").expect("writes");
        let mut holder = spawn_holder(folder.path());
        drop(holder.process.stdin.take());
        assert!(holder.process.wait().expect("ends").success());
    })
    .await;
}

#[tokio::test]
async fn a_killed_process_leaves_no_lock() {
    alone(|| async {
        let folder = tempfile::tempdir().expect("a folder");
        let mut holder = spawn_holder(folder.path());
        holder.process.kill().expect("own child");
        holder.process.wait().expect("ends");
        drop(open(folder.path()).expect("opens"));
    })
    .await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    alone(|| async {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("file");
        fs::write(&file, "x").expect("writes");
        let error = open(&file.join("below")).expect_err("is refused");
        assert!(matches!(error, EngineError::File { .. }), "{error}");
        drop(open(&folder.path().join("new/deep")).expect("the failure left nothing behind"));
    })
    .await;
}

#[test]
fn a_file_that_is_no_whole_library_is_not_loaded() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("libchdb.so");
    let locate = || Library::locate(Some(&path), folder.path()).expect_err("is refused");
    assert!(matches!(locate(), EngineError::LibraryMissing { .. }));
    fs::write(&path, "<html>").expect("writes");
    assert!(matches!(locate(), EngineError::LibraryDamaged { .. }));
    let mut beginning = Vec::new();
    let whole = fs::File::open(library().path()).expect("is there");
    whole.take(1 << 20).read_to_end(&mut beginning).expect("reads");
    fs::write(&path, beginning).expect("writes");
    let error = locate();
    assert!(error.to_string().contains("cut off at 1048576"), "{error}");
    assert!(error.to_string().contains("tiraj engine install"), "{error}");
}

#[tokio::test]
async fn another_shared_library_is_told_apart() {
    alone(|| async {
        let maps = fs::read_to_string("/proc/self/maps").expect("Linux");
        let libc = maps
            .lines()
            .filter_map(|line| line.split_whitespace().last())
            .find(|path| path.contains("libc.so"));
        let libc = Library::locate(Some(Path::new(libc.expect("linked"))), Path::new("/")).expect("is whole");
        let folder = tempfile::tempdir().expect("a folder");
        let error = Engine::open(&libc, folder.path(), &options()).expect_err("is refused");
        assert!(matches!(error, EngineError::LibraryForeign { .. }), "{error}");
    })
    .await;
}
