//! The lists that accuracy is measured on, and the readers that it is measured of.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tiraj_enrich::{Enricher, PackFiles};

/// A user agent with what it is known to be.
#[derive(Debug, Deserialize)]
pub(crate) struct Expected {
    #[serde(rename = "user_agent_string")]
    pub(crate) user_agent: String,
    pub(crate) family: String,
    major: Option<String>,
    minor: Option<String>,
}

impl Expected {
    /// Major and minor version, as far as they are known.
    pub(crate) fn version(&self) -> String {
        let known = [&self.major, &self.minor].into_iter().map_while(|part| part.as_deref());
        known.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".")
    }
}

/// A reader of user agents under its name.
pub(crate) struct Reader {
    pub(crate) name: &'static str,
    pub(crate) has_rules: bool,
    pub(crate) enricher: Enricher,
}

/// The built-in tables, and the rules of uap-core where they are.
pub(crate) fn readers() -> Vec<Reader> {
    let mut readers =
        vec![Reader { name: "built-in tables", has_rules: false, enricher: Enricher::built_in() }];
    if let Some(rules) = agent_rules() {
        let files = PackFiles { agent_rules: Some(rules), ..PackFiles::default() };
        let enricher = Enricher::open(&files).expect("the pack of rules is whole");
        readers.push(Reader { name: "uap-core", has_rules: true, enricher });
    }
    readers
}

/// The file of rules that `TIRAJ_UAP_RULES` names, or the one in the cache of packs.
fn agent_rules() -> Option<PathBuf> {
    let named = std::env::var_os("TIRAJ_UAP_RULES").map(PathBuf::from);
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")));
    let path = named.or_else(|| Some(cache?.join("tiraj/packs/uap-core-0.18.0/regexes.yaml")))?;
    if path.is_file() {
        return Some(path);
    }
    eprintln!("NOT RUN with rules: {} is absent; only the built-in tables are measured", path.display());
    None
}

/// The agents of one of the lists in JSON lines.
pub(crate) fn expected(file: &str) -> Option<Vec<Expected>> {
    let list = lines(file)?;
    Some(list.iter().map(|line| serde_json::from_str(line).expect("a line of the list is JSON")).collect())
}

/// The lines of a list, without those that are empty.
pub(crate) fn lines(file: &str) -> Option<Vec<String>> {
    let path = find(&format!("useragents/{file}"))?;
    let text = std::fs::read_to_string(path).expect("the list is text");
    Some(text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

/// The different user agents of a log in combined format.
pub(crate) fn logged_agents() -> Option<BTreeSet<String>> {
    let folder = find("logs/nginx_combined")?;
    let mut agents = BTreeSet::new();
    for entry in std::fs::read_dir(folder).expect("the folder can be listed") {
        let bytes = std::fs::read(entry.expect("an entry").path()).expect("the log can be read");
        let text = String::from_utf8_lossy(&bytes);
        agents.extend(text.lines().filter_map(|line| line.split('"').nth(5)).map(str::to_owned));
    }
    Some(agents)
}

/// A file or folder of the lists, which stand in `shared/data` beside the project or above it.
fn find(what: &str) -> Option<PathBuf> {
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let found = above.map(|folder| folder.join("shared/data").join(what)).find(|path| path.exists());
    if found.is_none() {
        eprintln!("NOT RUN: shared/data/{what} is absent, so nothing was measured on it");
    }
    found
}
