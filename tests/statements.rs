//! No SQL is put together from texts: a lint over the source.

use std::path::{Path, PathBuf};

/// With what a statement begins.
const VERBS: [&str; 12] = [
    "SELECT ",
    "INSERT INTO ",
    "ALTER TABLE ",
    "CREATE TABLE ",
    "CREATE DATABASE ",
    "DROP TABLE ",
    "DROP DATABASE ",
    "DELETE FROM ",
    "OPTIMIZE TABLE ",
    "RENAME TABLE ",
    "TRUNCATE ",
    "KILL MUTATION ",
];

/// Who may have a statement's text in its source, and why.
const MAY: [(&str, &str); 4] = [
    (
        "crates/store/src/cluster",
        "the form of a statement on a cluster is a function of nothing but the statement",
    ),
    ("crates/engine/src", "reads the verb of what it is given, to know how to run it"),
    ("crates/tiraj/src/commands/doctor/store.rs", "tells an operator what to run"),
    ("crates/testkit/src", "only for tests"),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The lines of product code that hold a statement's text: no comments, and nothing behind the tests' mark.
fn statements(source: &str) -> Vec<&str> {
    let product = source.split("#[cfg(test)]").next().unwrap();
    let lines = product.lines().filter(|line| !line.trim_start().starts_with("//"));
    // A statement begins its literal, or a line of it.
    let begins = |line: &&str| {
        let pieces = line.split('"').skip(1).step_by(2).chain([line.trim_start()]);
        pieces.into_iter().any(|piece| VERBS.iter().any(|verb| piece.trim_start().starts_with(verb)))
    };
    lines.filter(begins).collect()
}

#[test]
fn a_statement_that_is_put_together_would_be_found() {
    let source = "let a = format!(\"SELECT {x}\");\nlet b = \"select none\";\n// \"SELECT 1\"\n    INSERT INTO t\n#[cfg(test)]\n\"SELECT 2\"";
    assert_eq!(statements(source), ["let a = format!(\"SELECT {x}\");", "    INSERT INTO t"]);
}

#[test]
fn statements_lie_in_files_of_their_own_and_nothing_is_put_into_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap();
    let mut files = Vec::new();
    sources(&root.join("crates"), &mut files);
    let mut inserts = 0;
    for file in files {
        let name = file.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        let is_test = name.contains("/tests") || name.contains("/benches/");
        if is_test || MAY.iter().any(|(path, _)| name.starts_with(path)) {
            continue;
        }
        for line in statements(&std::fs::read_to_string(&file).unwrap()) {
            // Two inserts take their rows from the request's body, and stand beside the code that writes those.
            let is_insert = name.starts_with("crates/store/src") && line.contains("INSERT INTO");
            inserts += usize::from(is_insert);
            assert!(is_insert && !line.contains("format!") && !line.contains('{'), "{name}: {line}");
        }
    }
    assert!(inserts > 0, "the lint has seen nothing");
}
