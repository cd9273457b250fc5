//! Installing from a stand-in for npm: a shell script that puts a prepared tarball where npm would.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::sync::Mutex;

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;

use super::*;

/// Remembers what it was told.
#[derive(Default)]
struct Told(Mutex<Vec<String>>);

impl Progress for Told {
    fn begin(&self, step: &str, _: Option<u64>) {
        self.0.lock().expect("not poisoned").push(step.to_owned());
    }

    fn advance(&self, _: u64) {}

    fn finish(&self) {}
}

/// The smallest file that passes for a whole library.
fn library() -> Vec<u8> {
    let mut bytes = vec![0; 64];
    bytes[..6].copy_from_slice(b"\x7fELF\x02\x01");
    bytes
}

fn tarball(name: &str, content: &[u8]) -> Vec<u8> {
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    let mut header = tar::Header::new_gnu();
    header.set_size(content.len() as u64);
    archive.append_data(&mut header, name, content).expect("in memory");
    archive.into_inner().expect("in memory").finish().expect("in memory")
}

fn digest(bytes: &[u8]) -> &'static str {
    let hex: String = Sha512::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    hex.leak()
}

/// A folder with a stand-in for npm in it.
struct Bench {
    folder: TempDir,
    package: Package,
}

impl Bench {
    /// npm delivers `tarball`; the pins are `package`'s.
    fn new(tarball: &[u8], package: Package) -> Self {
        let bench = Self { folder: tempfile::tempdir().expect("a folder"), package };
        fs::write(bench.folder.path().join("package.tgz"), tarball).expect("writes");
        bench.npm("echo run >> \"$0.runs\"; cp \"$(dirname \"$0\")/package.tgz\" \"$4/fetched.tgz\"");
        bench
    }

    fn good() -> Self {
        let tarball = tarball("package/libchdb.so", &library());
        let package = Package::sample(digest(&tarball), 64);
        Self::new(&tarball, package)
    }

    fn npm(&self, script: &str) {
        let path = self.folder.path().join("npm");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("writes");
        fs::set_permissions(&path, Permissions::from_mode(0o755)).expect("own file");
    }

    fn target(&self) -> PathBuf {
        self.folder.path().join("cache/version/libchdb.so")
    }

    fn install(&self) -> Result<Library, EngineError> {
        self.install_with(&self.folder.path().join("npm"), &Told::default())
    }

    fn install_with(&self, npm: &Path, progress: &dyn Progress) -> Result<Library, EngineError> {
        Installation { npm: npm.as_os_str(), package: &self.package, target: self.target(), progress }.run()
    }

    fn runs(&self) -> usize {
        fs::read_to_string(self.folder.path().join("npm.runs")).unwrap_or_default().lines().count()
    }

    /// After a failure neither the library nor anything half done is left.
    fn assert_nothing_installed(&self) {
        let folder = self.target().parent().expect("has one").to_owned();
        let left: Vec<_> =
            fs::read_dir(folder).expect("made").map(|e| e.expect("reads").file_name()).collect();
        assert_eq!(left, ["install.lock"]);
    }
}

#[test]
fn the_library_is_fetched_once() {
    let bench = Bench::good();
    let told = Told::default();
    let library = bench.install_with(&bench.folder.path().join("npm"), &told).expect("installs");
    assert_eq!(library.path(), bench.target());
    assert!(told.0.lock().expect("not poisoned")[0].contains("@chdb/sample@"));
    bench.install().expect("is there");
    assert_eq!(bench.runs(), 1);
}

#[test]
fn installations_at_once_share_one_fetch() {
    let bench = Bench::good();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| bench.install().expect("installs"));
        }
    });
    assert_eq!(bench.runs(), 1);
}

#[test]
fn a_damaged_library_is_replaced() {
    let bench = Bench::good();
    bench.install().expect("installs");
    fs::write(bench.target(), b"\x7fELF").expect("writes");
    bench.install().expect("installs again");
    assert_eq!(fs::read(bench.target()).expect("reads"), library());
}

#[test]
fn a_wrong_digest_installs_nothing() {
    let tarball = tarball("package/libchdb.so", &library());
    let bench = Bench::new(&tarball, Package::sample(digest(b"another"), 64));
    let error = bench.install().expect_err("is refused");
    assert!(matches!(error, EngineError::DigestMismatch { .. }), "{error}");
    bench.assert_nothing_installed();
}

#[test]
fn a_package_without_the_whole_library_installs_nothing() {
    for (name, content) in [("package/other.so", library()), ("package/libchdb.so", vec![1, 2, 3])] {
        let tarball = tarball(name, &content);
        let bench = Bench::new(&tarball, Package::sample(digest(&tarball), 64));
        let error = bench.install().expect_err("is refused");
        assert!(matches!(error, EngineError::PackageUnexpected { .. }), "{error}");
        bench.assert_nothing_installed();
    }
}

#[test]
fn without_npm_the_mend_is_named() {
    let error =
        Bench::good().install_with(Path::new("/nonexistent/npm"), &Told::default()).expect_err("no npm");
    assert!(matches!(error, EngineError::NpmMissing), "{error}");
}

#[test]
fn what_npm_says_when_it_fails_is_passed_on() {
    let bench = Bench::good();
    bench.npm("echo 'npm error network unreachable' >&2; exit 1");
    let error = bench.install().expect_err("npm fails");
    assert!(error.to_string().contains("network unreachable"), "{error}");
    bench.assert_nothing_installed();
}
