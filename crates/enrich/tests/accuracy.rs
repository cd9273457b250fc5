//! How well user agents are read and machines told from persons, on lists that others keep.
//!
//! The lists lie beside the project, the rules of uap-core in the cache of packs; where one is absent that is said, and
//! what can be measured without is. Every figure is printed before any goal is asserted.

mod lists;

use std::collections::HashMap;
use std::sync::Arc;

use lists::{Expected, Reader, readers};
use tiraj_enrich::{Agent, judge_stored, shown_browser, shown_system};
use tiraj_model::Verdict;

/// Share of browser families that must be right by the rules.
const BROWSER_GOAL: f64 = 0.98;
/// Share of operating system families that must be right by the rules.
const SYSTEM_GOAL: f64 = 0.97;
/// The same by the built-in tables alone.
const BUILT_IN_GOAL: f64 = 0.75;
/// Share of crawlers that must be known, with the rules and without.
const RECALL_GOAL: f64 = 0.98;
/// Share of browsers that may be taken for crawlers.
const FALSE_GOAL: f64 = 0.002;

/// How many of a list are right, and the first that are not.
#[derive(Default)]
struct Score {
    right: usize,
    all: usize,
    wrong: Vec<String>,
}

impl Score {
    fn add(&mut self, right: bool, what: impl FnOnce() -> String) {
        self.all += 1;
        self.right += usize::from(right);
        if !right {
            self.wrong.push(what());
        }
    }

    fn share(&self) -> f64 {
        self.right as f64 / self.all.max(1) as f64
    }

    fn print(&self, what: &str) {
        eprintln!("{what}: {} of {} ({:.2} %)", self.right, self.all, 100.0 * self.share());
        if std::env::var_os("TIRAJ_SHOW_MISSES").is_some() {
            self.wrong.iter().for_each(|line| eprintln!("    {line}"));
        }
    }
}

/// Scores one field of every agent of a list.
fn score(reader: &Reader, list: &[Expected], is_right: impl Fn(&Agent, &Expected) -> bool) -> Score {
    let mut score = Score::default();
    for expected in list {
        let agent = reader.enricher.agent(Some(&expected.user_agent));
        score.add(is_right(&agent, expected), || {
            let version = expected.version();
            format!("{:?} {version} is not {agent:?}: {}", expected.family, expected.user_agent)
        });
    }
    score
}

#[test]
fn browsers_are_read_as_their_list_has_them() {
    let Some(list) = lists::expected("uap_test_ua.jsonl") else { return };
    for reader in readers() {
        let family =
            score(&reader, &list, |agent, expected| agent.browser == shown_browser(&expected.family));
        let strict = score(&reader, &list, |agent, expected| agent.browser == expected.family);
        let version = score(&reader, &list, |agent, expected| agent.browser_version == expected.version());
        family.print(&format!("browser family, {}", reader.name));
        eprintln!("  by the list's own names: {:.2} %", 100.0 * strict.share());
        version.print(&format!("browser version, {}", reader.name));
        let goal = if reader.has_rules { BROWSER_GOAL } else { BUILT_IN_GOAL };
        assert!(family.share() >= goal, "{}: {:.4} of browser families", reader.name, family.share());
    }
}

#[test]
fn systems_are_read_as_their_list_has_them() {
    let Some(list) = lists::expected("uap_test_os.jsonl") else { return };
    for reader in readers() {
        let family = score(&reader, &list, |agent, expected| agent.os == shown_system(&expected.family));
        let strict = score(&reader, &list, |agent, expected| agent.os == expected.family);
        let version = score(&reader, &list, |agent, expected| agent.os_version == expected.version());
        family.print(&format!("operating system, {}", reader.name));
        eprintln!("  by the list's own names: {:.2} %", 100.0 * strict.share());
        version.print(&format!("operating system's version, {}", reader.name));
        let goal = if reader.has_rules { SYSTEM_GOAL } else { BUILT_IN_GOAL };
        assert!(family.share() >= goal, "{}: {:.4} of systems", reader.name, family.share());
    }
}

/// Scores the verdicts on every agent of a list, or on every other one.
fn score_verdicts(reader: &Reader, list: &[String], machines: bool, half: Option<usize>) -> Score {
    let mut score = Score::default();
    for (at, user_agent) in list.iter().enumerate() {
        if half.is_none_or(|half| at % 2 == half) {
            let agent = reader.enricher.agent(Some(user_agent));
            score.add(agent.verdict.counts() != machines, || format!("{:?} {user_agent}", agent.verdict));
        }
    }
    score
}

#[test]
fn crawlers_are_known_and_browsers_are_not_taken_for_them() {
    let lists = (lists::lines("isbot_crawlers.txt"), lists::lines("isbot_browsers.txt"));
    let (Some(crawlers), Some(browsers)) = lists else { return };
    for reader in readers() {
        let found = score_verdicts(&reader, &crawlers, true, None);
        let left = score_verdicts(&reader, &browsers, false, None);
        found.print(&format!("crawlers known, {}", reader.name));
        left.print(&format!("browsers left alone, {}", reader.name));
        for half in [0, 1] {
            let recall = score_verdicts(&reader, &crawlers, true, Some(half)).share();
            let spared = score_verdicts(&reader, &browsers, false, Some(half)).share();
            eprintln!("  half {half}: {:.2} % known, {:.2} % left alone", 100.0 * recall, 100.0 * spared);
        }
        assert!(found.share() >= RECALL_GOAL, "{}: {:.4} of crawlers", reader.name, found.share());
        assert!(1.0 - left.share() <= FALSE_GOAL, "{}: {} browsers", reader.name, left.wrong.len());
    }
}

#[test]
fn stored_agents_are_judged_as_they_were() {
    let lists = (lists::lines("isbot_crawlers.txt"), lists::lines("isbot_browsers.txt"));
    let (Some(crawlers), Some(browsers)) = lists else { return };
    for reader in readers() {
        let read = |user_agent: &String| reader.enricher.agent(Some(user_agent));
        let turned = |agent: &Arc<Agent>| judge_stored(&agent.browser, agent.verdict) != agent.verdict;
        let persons = browsers.iter().map(read).filter(|agent| agent.verdict.counts());
        let lost = persons.filter(turned).count();
        assert!(lost as f64 <= FALSE_GOAL * browsers.len() as f64, "{lost} persons became machines");
        let by_name = |agent: &Arc<Agent>| !judge_stored(&agent.browser, Verdict::Human).counts();
        let found = crawlers.iter().map(read).filter(by_name).count();
        eprintln!(
            "crawlers known by their stored name alone, {}: {found} of {}",
            reader.name,
            crawlers.len()
        );
        assert!(found * 2 > crawlers.len());
    }
}

#[test]
fn the_tables_and_the_rules_agree_on_what_people_use() {
    let readers = readers();
    let (Some(agents), [tables, rules]) = (lists::logged_agents(), readers.as_slice()) else { return };
    let mut score = Score::default();
    for user_agent in &agents {
        let (one, other) = (tables.enricher.agent(Some(user_agent)), rules.enricher.agent(Some(user_agent)));
        if one.verdict.counts() {
            score
                .add((&one.browser, &one.os) == (&other.browser, &other.os), || format!("{one:?} {other:?}"));
        }
    }
    score.print("the same browser and system by tables and rules");
    assert!(score.share() >= 0.9);
}

/// What a list counts, most frequent first.
fn top(counts: &HashMap<String, usize>) -> Vec<(&String, &usize)> {
    let mut counts: Vec<_> = counts.iter().collect();
    counts.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    counts.truncate(15);
    counts
}

#[test]
fn agents_of_a_real_log_are_read() {
    let Some(agents) = lists::logged_agents() else { return };
    for reader in readers() {
        let (mut machines, mut browsers, mut nameless) = (HashMap::new(), HashMap::new(), 0);
        for user_agent in &agents {
            let agent = reader.enricher.agent(Some(user_agent));
            let counts = if agent.verdict.counts() { &mut browsers } else { &mut machines };
            *counts.entry(agent.browser.to_string()).or_insert(0) += 1;
            nameless += usize::from(agent.verdict.counts() && agent.browser.is_empty());
        }
        let bots: usize = machines.values().sum();
        eprintln!("{} different agents of a log, {}: {bots} machines", agents.len(), reader.name);
        eprintln!("  machines: {:?}", top(&machines));
        eprintln!("  browsers: {:?}", top(&browsers));
        assert!(bots > 0 && bots < agents.len());
        assert!(nameless * 20 < agents.len(), "{nameless} persons' agents have no browser");
    }
}
