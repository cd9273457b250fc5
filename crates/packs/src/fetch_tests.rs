//! Fetching from a stand-in for npm.

use super::*;
use crate::stand_in::{Registry, Told, digest, tarball};

const CONTENT: &[u8] = b"the whole file";

struct Bench {
    registry: Registry,
    item: Item,
}

impl Bench {
    /// npm delivers `tarball`, whose digest is pinned as `digest`.
    fn new(tarball: &[u8], digest: Digest) -> Self {
        let registry = Registry::new(tarball, "1.0.0");
        let item = Item {
            what: "the sample",
            command: "tiraj sample install",
            specifier: "@sample/package@1.0.0".into(),
            digest,
            file: "sample.bin",
            bytes: Some(CONTENT.len() as u64),
            size: "1 kB",
            target: registry.cache().join("version/sample.bin"),
        };
        Self { registry, item }
    }

    fn good() -> Self {
        let tarball = tarball("package/sample.bin", CONTENT);
        Self::new(&tarball, digest(&tarball))
    }

    fn fetch(&self) -> Result<(), FetchError> {
        self.fetch_with(&self.registry.npm(), &Told::default())
    }

    fn fetch_with(&self, npm: &Npm, progress: &dyn Progress) -> Result<(), FetchError> {
        let is_whole = |path: &Path| fs::read(path).is_ok_and(|found| found == CONTENT);
        fetch(&self.item, npm, &is_whole, progress)
    }

    /// After a failure neither the file nor anything half done is left.
    fn assert_nothing_installed(&self) {
        let folder = self.item.target.parent().expect("has one");
        let left: Vec<_> =
            fs::read_dir(folder).expect("made").map(|e| e.expect("reads").file_name()).collect();
        assert_eq!(left, ["install.lock"]);
    }
}

#[test]
fn a_file_is_fetched_once() {
    let bench = Bench::good();
    let told = Told::default();
    bench.fetch_with(&bench.registry.npm(), &told).expect("fetches");
    assert_eq!(fs::read(&bench.item.target).expect("is there"), CONTENT);
    let first = told.0.lock().expect("not poisoned")[0].clone();
    assert_eq!(first, "Fetching the sample, @sample/package@1.0.0 (1 kB), with npm");
    bench.fetch().expect("is there");
    assert_eq!(bench.registry.runs(), 1);
}

#[test]
fn fetches_at_once_share_one() {
    let bench = Bench::good();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| bench.fetch().expect("fetches"));
        }
    });
    assert_eq!(bench.registry.runs(), 1);
}

#[test]
fn a_damaged_file_is_replaced() {
    let bench = Bench::good();
    bench.fetch().expect("fetches");
    fs::write(&bench.item.target, b"the wh").expect("writes");
    bench.fetch().expect("fetches again");
    assert_eq!(fs::read(&bench.item.target).expect("reads"), CONTENT);
}

#[test]
fn a_wrong_digest_installs_nothing() {
    let bench = Bench::new(&tarball("package/sample.bin", CONTENT), digest(b"another"));
    let error = bench.fetch().expect_err("is refused");
    assert!(matches!(error, FetchError::DigestMismatch { .. }), "{error}");
    bench.assert_nothing_installed();
}

#[test]
fn a_package_without_the_whole_file_installs_nothing() {
    for (name, content) in [("package/other.bin", CONTENT), ("package/sample.bin", b"short")] {
        let tarball = tarball(name, content);
        let bench = Bench::new(&tarball, digest(&tarball));
        let error = bench.fetch().expect_err("is refused");
        assert!(matches!(error, FetchError::Unexpected { .. }), "{error}");
        bench.assert_nothing_installed();
    }
}

#[test]
fn without_npm_the_mend_is_named() {
    let error = Bench::good().fetch_with(&Npm::at("/nonexistent/npm"), &Told::default()).expect_err("no npm");
    assert!(matches!(error, FetchError::NpmMissing { .. }), "{error}");
    assert!(error.to_string().contains("tiraj sample install"), "{error}");
}

#[test]
fn what_npm_says_when_it_fails_is_passed_on() {
    let bench = Bench::good();
    bench.registry.npm_does("echo 'npm error network unreachable' >&2; exit 1");
    let error = bench.fetch().expect_err("npm fails");
    assert!(error.to_string().contains("network unreachable"), "{error}");
    bench.assert_nothing_installed();
}
