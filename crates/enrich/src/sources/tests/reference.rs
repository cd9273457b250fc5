//! Cases and lists of Plausible, Matomo and Google Analytics, which lie beside the project where they are. What falls
//! short is printed.
//!
//! Their kinds are coarser than ours here and finer there. What stands for what is said in [`channels_of_plausible`] and
//! in [`KINDS`]; names are compared without case and punctuation, and by [`SAME`].

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tiraj_model::{Channel, ReferrerSource, Utm};

use super::super::{ATLAS, find_word};
use crate::campaign::mark_paid_click;
use crate::referrer::{Referrer, find_source, parse_referrer};

use tiraj_model::Channel::{Ai, Campaign, Direct, Messaging, News, Newsletter, Referral, Search, Social};

/// What is right of every hundred.
const GOAL: f64 = 98.0;

/// Names that mean the same place.
const SAME: &[(&str, &str)] = &[("vkontakte", "vk")];

/// The kinds of a list, and ours that answer to them. Ours tell mail, news, messengers and assistants apart.
const KINDS: &[(&str, &[Channel])] = &[
    ("SEARCH", &[Search, News, Newsletter, Ai]),
    ("SOCIAL", &[Social, Messaging, News]),
    ("VIDEO", &[Social]),
    ("SHOPPING", &[Referral]),
    ("AI", &[Ai]),
];

fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/referrers");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("NOT RUN: {} is absent, so sources were not compared with other lists", folder.display());
    None
}

/// Counts what is right, and prints what is not.
struct Score {
    of: &'static str,
    right: usize,
    wrong: Vec<String>,
}

impl Score {
    fn new(of: &'static str) -> Self {
        Self { of, right: 0, wrong: Vec::new() }
    }

    fn add(&mut self, is_right: bool, what: impl FnOnce() -> String) {
        if is_right { self.right += 1 } else { self.wrong.push(what()) }
    }

    fn settle(self) {
        let all = self.right + self.wrong.len();
        let share = 100.0 * self.right as f64 / all.max(1) as f64;
        eprintln!("sources: {share:.1} % of {all} {} are right", self.of);
        self.wrong.iter().for_each(|wrong| eprintln!("  wrong: {wrong}"));
        assert!(share >= GOAL, "{share:.1} % of {} are right, {GOAL} % should be", self.of);
    }
}

fn rows(folder: &Path, file: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn fold(name: &str) -> String {
    let folded: String = name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    SAME.iter().find(|(theirs, _)| *theirs == folded).map_or(folded, |(_, ours)| (*ours).to_owned())
}

fn source_of(referrer: &str, mut utm: Utm) -> ReferrerSource {
    let referrer = parse_referrer(referrer);
    mark_paid_click(referrer.as_ref(), &mut utm);
    find_source(referrer.as_ref(), false, &utm)
}

#[test]
fn sources_are_named_as_plausible_names_them() {
    let Some(folder) = folder() else { return };
    let mut score = Score::new("of Plausible's source cases");
    for row in rows(&folder, "plausible_source_cases.csv") {
        let [kind, input, expected] = &row[..] else { panic!("{row:?}") };
        let found = match kind.as_str() {
            "referrer" => source_of(input, Utm::default()),
            _ => source_of("", Utm { source: input.as_str().into(), ..Utm::default() }),
        };
        score.add(fold(&found.name) == fold(expected), || format!("{input}: {} for {expected}", found.name));
    }
    score.settle();
}

/// Our channels that answer to Plausible's.
fn channels_of_plausible(name: &str) -> &'static [Channel] {
    match name {
        "Direct" => &[Direct],
        "Organic Search" => &[Search],
        "Organic Social" => &[Social, Messaging],
        "Organic Video" => &[Social],
        "Email" => &[Newsletter],
        "AI Assistants" => &[Ai],
        "SMS" => &[Messaging],
        "Organic Shopping" | "Referral" => &[Referral],
        _ => &[Campaign],
    }
}

/// A page of a place that is known by name, or of the host itself.
fn page_of(source: &str) -> String {
    let known = find_word(&source.to_lowercase());
    let host = known.and_then(|known| {
        let is_its = |(host, place): &(&&str, &super::super::Place)| **place == known && !is_package(host);
        ATLAS.hosts.iter().find(is_its).map(|(host, _)| (*host).to_owned())
    });
    let brand = known.and_then(|known| ATLAS.brands.iter().find(|(_, place)| **place == known));
    let host = host.or_else(|| brand.map(|(brand, _)| format!("{brand}.com")));
    host.or_else(|| Some(source.to_owned()))
        .filter(|host| !host.is_empty())
        .map_or(String::new(), |host| format!("https://{host}/"))
}

fn is_package(host: &str) -> bool {
    ["com.", "org.", "ru.", "tv.", "jp."].iter().any(|top| host.starts_with(top))
}

#[test]
fn channels_answer_to_those_of_plausible() {
    let Some(folder) = folder() else { return };
    let mut score = Score::new("of Plausible's channel cases");
    for row in rows(&folder, "plausible_channel_cases.csv") {
        let [source, utm_source, medium, campaign, click_id, expected] = &row[..] else { panic!("{row:?}") };
        let utm = Utm {
            source: utm_source.as_str().into(),
            medium: medium.as_str().into(),
            campaign: campaign.as_str().into(),
            click_id: click_id.as_str().into(),
            ..Utm::default()
        };
        let referrer = if utm.source.is_empty() { page_of(source) } else { String::new() };
        let found = source_of(&referrer, utm);
        let is_right = channels_of_plausible(expected).contains(&found.channel);
        score.add(is_right, || format!("{row:?} from {referrer}: {:?}", found.channel));
    }
    score.settle();
}

/// The hosts of a list of Matomo's, by their name. `{}` stands for a country.
fn matomo(folder: &Path, file: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    let (mut name, mut in_hosts, mut hosts) = (String::new(), true, Vec::new());
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        let item = line.trim().strip_prefix("- ").map(|item| item.trim_matches(['\'', '"']));
        match (line.strip_suffix(':'), item) {
            (Some(key), _) if !key.starts_with(' ') => {
                (name, in_hosts) = (key.trim_matches(['\'', '"']).into(), true);
            }
            (Some(key), _) => in_hosts = key.trim().ends_with("urls"),
            (None, Some(host)) if in_hosts => {
                hosts.push((name.clone(), host.replace(".{}", ".de").replace("{}.", "fr.")));
            }
            _ if line.contains(": ") => in_hosts = false,
            _ => {}
        }
    }
    hosts
}

/// All lists as one: for a host, or a campaign's word, the kinds that the lists give it.
fn lists(folder: &Path) -> BTreeMap<String, Vec<&'static [Channel]>> {
    let mut kinds: BTreeMap<String, Vec<&'static [Channel]>> = BTreeMap::new();
    let mut add = |host: &str, kind: &str| {
        let (_, channels) = KINDS.iter().find(|(name, _)| *name == kind).unwrap();
        kinds.entry(host.strip_prefix("www.").unwrap_or(host).to_owned()).or_default().push(channels);
    };
    for (file, kind) in [
        ("matomo_SearchEngines.yml", "SEARCH"),
        ("matomo_Socials.yml", "SOCIAL"),
        ("matomo_AIAssistants.yml", "AI"),
    ] {
        matomo(folder, file).iter().for_each(|(_, host)| add(host, kind));
    }
    for row in rows(folder, "ga4_source_categories.csv") {
        add(&row[0], row[1].trim_start_matches("SOURCE_CATEGORY_"));
    }
    kinds
}

/// What we say of an entry: a page, a package, or a word that campaigns write.
fn entry(text: &str) -> ReferrerSource {
    if !text.contains('.') {
        return source_of("", Utm { source: text.into(), ..Utm::default() });
    }
    let web = source_of(&format!("https://{text}"), Utm::default());
    if web.channel != Referral {
        return web;
    }
    let app = Referrer { host: text.into(), page: text.into(), is_app: true };
    find_source(Some(&app), false, &Utm::default())
}

#[test]
fn hosts_are_of_the_kinds_that_other_lists_give_them() {
    let Some(folder) = folder() else { return };
    let mut score = Score::new("hosts and words of the lists");
    for (host, kinds) in lists(&folder) {
        let found = entry(&host).channel;
        // A word of a shop is a campaign like that of any other partner.
        let is_shop = kinds.contains(&KINDS[3].1) && matches!(found, Campaign | Referral);
        score.add(is_shop || kinds.iter().any(|kind| kind.contains(&found)), || format!("{host}: {found:?}"));
    }
    score.settle();
}

#[test]
fn places_are_named_as_matomo_names_them() {
    let Some(folder) = folder() else { return };
    for file in ["matomo_SearchEngines.yml", "matomo_Socials.yml", "matomo_AIAssistants.yml"] {
        let hosts = matomo(&folder, file);
        let (alike, other): (Vec<_>, Vec<_>) =
            hosts.iter().partition(|(name, host)| fold(&entry(host).name) == fold(name));
        let share = 100.0 * alike.len() as f64 / hosts.len() as f64;
        eprintln!("sources: {share:.1} % of {} hosts of {file} have the same name", hosts.len());
        let named = other.iter().filter(|(_, host)| entry(host).name == *host);
        named.for_each(|(name, host)| eprintln!("  goes by its host: {host} ({name})"));
        assert!(share > 50.0, "{file}");
    }
}
