//! A ClickHouse server of a test's own, which may go away and come back.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use tiraj_store::{Store, Target};

use super::program::tiraj;

/// `tiraj engine serve`. Dropped, it is killed.
pub(crate) struct Database {
    child: Child,
    data: PathBuf,
    url: String,
}

impl Database {
    /// Starts one on a port that the system chooses.
    pub(crate) fn start(data: &Path) -> Self {
        Self::listen(data, "127.0.0.1:0")
    }

    fn listen(data: &Path, address: &str) -> Self {
        let mut child = tiraj(data)
            .args(["engine", "serve", "--listen", address, "--data"])
            .arg(data)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let line = lines.find(|line| line.contains(" listens on ")).expect("the engine says its address");
        let url = line.rsplit_once(' ').unwrap().1.to_owned();
        std::thread::spawn(move || lines.for_each(|line| eprintln!("database: {line}")));
        Self { child, data: data.to_owned(), url }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// A migrated store in it.
    pub(crate) async fn migrated_store(&self) -> Store {
        let target = Target::Server { url: self.url.clone(), user: String::new(), password: String::new() };
        let store = Store::connect(target, "tiraj", "test");
        store.migrate().await.unwrap();
        store
    }

    /// Puts a statement to it, as an operator would, and gives the answer's lines.
    #[track_caller]
    pub(crate) fn sql(&self, statement: &str) -> String {
        let answer = ureq::post(&self.url).send(statement);
        answer.unwrap_or_else(|error| panic!("{statement}: {error}")).body_mut().read_to_string().unwrap()
    }

    /// Kills it, and gives what brings it back at the same address.
    pub(crate) fn take_away(mut self) -> impl FnOnce() -> Self {
        self.end();
        let (data, url) = (self.data.clone(), self.url.clone());
        move || Self::listen(&data, url.trim_start_matches("http://"))
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.end();
    }
}
