//! Which crate may see which: a rule that no machine checks is broken within a year.

use std::collections::{BTreeMap, BTreeSet};

/// For each crate, the crates of ours that it may depend on.
const EDGES: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("spool", &[]),
    ("packs", &[]),
    ("callers", &[]),
    ("meters", &[]),
    ("people", &["model"]),
    ("engine", &["packs"]),
    ("enrich", &["model"]),
    ("frames", &["model"]),
    ("import", &["model"]),
    ("locale", &["model"]),
    // Messages to anywhere, about nothing in particular.
    ("delivery", &[]),
    ("series", &[]),
    ("typeset", &[]),
    ("simulate", &["model"]),
    ("reporting", &["model", "locale", "series", "typeset"]),
    ("store", &["model", "engine"]),
    ("collector", &["model", "callers", "enrich", "frames", "meters", "spool"]),
    ("loader", &["model", "frames", "meters", "spool", "store"]),
    ("dashboard", &["model", "callers", "locale", "people", "store", "reporting"]),
    (
        "tiraj",
        &[
            "model",
            "callers",
            "spool",
            "engine",
            "enrich",
            "frames",
            "import",
            "locale",
            "meters",
            "packs",
            "people",
            "series",
            "simulate",
            "reporting",
            "store",
            "collector",
            "loader",
            "dashboard",
            "delivery",
        ],
    ),
];

/// The crate that only tests may depend on.
const TESTKIT: &str = "testkit";

fn short(name: &str) -> &str {
    name.strip_prefix("tiraj-").unwrap_or(name)
}

#[test]
fn every_edge_between_crates_is_allowed() {
    let metadata = cargo_metadata::MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap();
    let allowed: BTreeMap<&str, &[&str]> = EDGES.iter().copied().collect();
    let ours: BTreeSet<&str> = metadata.packages.iter().map(|package| short(&package.name)).collect();
    let known: BTreeSet<&str> = allowed.keys().copied().chain([TESTKIT]).collect();
    assert_eq!(ours, known, "every crate must have its line in EDGES");

    for package in &metadata.packages {
        let name = short(&package.name);
        for dependency in &package.dependencies {
            let target = short(&dependency.name);
            if name == TESTKIT || !ours.contains(target) {
                continue;
            }
            if dependency.kind == cargo_metadata::DependencyKind::Development {
                assert!(target == TESTKIT || name != "model", "{name} -> {target} in tests");
                continue;
            }
            assert!(allowed[name].contains(&target), "{name} must not depend on {target}");
        }
    }
}

#[test]
fn only_the_engine_may_be_unsafe() {
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for folder in std::fs::read_dir(crates).unwrap().map(Result::unwrap) {
        let manifest = std::fs::read_to_string(folder.path().join("Cargo.toml")).unwrap();
        let inherits = manifest.contains("[lints]\nworkspace = true");
        assert_eq!(
            inherits,
            folder.file_name() != "engine",
            "{:?} must inherit the workspace's lints",
            folder.path()
        );
    }
}
